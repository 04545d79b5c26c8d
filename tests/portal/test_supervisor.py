"""Parts are real programs here, only smaller than the product's."""

import subprocess
import sys
import time

import psutil
import pytest

from portal.supervisor.child import Child, pause_after
from portal.supervisor.parts import Name, Part
from portal.supervisor.supervisor import Supervisor

SLEEP = "import time; time.sleep(60)"
DEAF_WITH_CHILD = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""
SUPERVISOR = """
import django, sys
django.setup()
from portal.supervisor.parts import Name, Part
from portal.supervisor.supervisor import Supervisor
with Supervisor(lambda text: None) as supervisor:
    supervisor.add(Part(Name.WEB, [sys.executable, "-c", "import time; time.sleep(60)"]))
    print(supervisor.children[0].process.pid, flush=True)
    supervisor.run(lambda: None)
"""


def part(code: str, **more) -> Part:
    return Part(Name.WEB, [sys.executable, "-c", code], **more)


def wait_until(holds) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def start(said):
    children: list[Child] = []

    def started(wanted: Part) -> Child:
        children.append(Child(wanted, None, said.append))
        return children[-1]

    yield started
    for child in children:
        child.end()


def test_what_dies_is_started_again_and_told(start, said):
    child = start(part(SLEEP))
    first = child.process.pid

    child.process.kill()
    wait_until(lambda: child.tend() or child.process.pid != first)

    assert child.is_running
    assert said == ["The web ended (signal 9); it starts again."]


def test_what_ends_by_itself_stays_ended(start, said):
    child = start(part("pass", once=True))

    wait_until(lambda: not child.is_running)
    child.tend()
    child.tend()

    assert not child.is_running
    assert said == []


def test_a_part_that_keeps_dying_is_started_less_and_less_often():
    pauses = [pause_after(failures) for failures in range(12)]

    assert pauses[:4] == [0, 0.5, 1, 2]
    assert pauses[-1] == 30
    assert pauses == sorted(pauses)


def test_one_signal_ends_everything_even_what_will_not_listen(said):
    with Supervisor(said.append) as supervisor:
        supervisor.add(part(DEAF_WITH_CHILD, patience=0.5))
        process = psutil.Process(supervisor.children[0].process.pid)
        wait_until(process.children)
        family = [process, *process.children()]

    wait_until(lambda: not any(map(lives, family)))


def lives(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends orphans by itself")
def test_a_supervisor_that_is_killed_leaves_no_orphan():
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE)
    child = psutil.Process(int(supervisor.stdout.readline()))

    supervisor.kill()
    supervisor.wait()

    child.wait(timeout=20)
