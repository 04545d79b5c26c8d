"""A real installation in a folder of its own, to publish to, to kill and to freeze."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds until a condition counts as never coming


class NeverHappened(AssertionError):
    pass


def wait_until(
    holds: Callable[[], Any], what: str, patience: float = PATIENCE, every: float = 0.1
) -> Any:
    """Look again and again until it is so; the answer, or NeverHappened."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(every)
    raise NeverHappened(f"Waited {patience:.0f} s for: {what}")


class Installation:
    """`manage.py up` on a data folder; `command` runs the product's commands beside it."""

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        self.data, self.options = data, options
        self.port = free_port()
        self.authority = data / "tls" / "ca.pem"
        scheme = "https" if "--tls" in options else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.log = data / "up.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SIG_DATA": str(data),
            "SIG_HOST": "127.0.0.1",
            "SIG_PORT": str(self.port),
            "SIG_SAMPLE": "0",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def python(self) -> str:
        """The product's own, where the tests run in another environment."""
        return os.environ.get("SIG_TEST_PYTHON", sys.executable)

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.python, "manage.py", "up", *self.options],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_until(self.is_ready, "/readyz")
        except NeverHappened as error:
            raise NeverHappened(f"{error}; the log ends with\n{self.log_tail()}") from error

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def is_ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise NeverHappened(f"`up` ended:\n{self.log_tail()}")
        try:
            with urllib.request.urlopen(  # noqa: S310
                f"{self.url}/readyz", timeout=5, context=self.trust()
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def trust(self) -> ssl.SSLContext | None:
        """What a client needs that believes in this installation's own authority alone."""
        if "--tls" not in self.options:
            return None
        return ssl.create_default_context(cafile=self.authority)

    def first_link(self) -> str:
        """The path of the link that the first start printed."""
        line = next(line for line in self.log.read_text().splitlines() if "First time" in line)
        return line.split(self.url)[1].strip()

    def log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def command(self, *words: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.python, "manage.py", *map(str, words)],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"{words} ended {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def json(self, *words: str | Path) -> Any:
        return json.loads(self.command(*words, "--json").stdout)

    def processes(self, *words: str) -> list[psutil.Process]:
        """Descendants whose command line has all the words."""
        assert self.process is not None
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = " ".join(child.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words):
                found.append(child)
        return found

    def kill(self, *words: str) -> int:
        """kill -9 of every such process; how many there were."""
        found = self.processes(*words)
        for process in found:
            process.kill()
        return len(found)

    def replication(self, version: str) -> dict[str, dict[str, Any]]:
        return {row["region"]: row for row in self.json("show_replication", version)}

    def settled(self, version: str) -> dict[str, dict[str, Any]]:
        """Wait until every region of the version is Completed or Failed."""

        def rows() -> dict[str, dict[str, Any]] | None:
            found = self.replication(version)
            done = all(row["state"] in {"Completed", "Failed"} for row in found.values())
            return found if done else None

        return wait_until(rows, f"{version} to settle in every region", every=1)  # type: ignore[no-any-return]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(data: Path, *options: str, **environment: str) -> Iterator[Installation]:
    installation = Installation(data, *options, **environment)
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
