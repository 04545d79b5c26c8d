"""What `up` makes sure of before anything starts."""

import os
import socket
from pathlib import Path

import pytest

from portal.errors import Conflict
from portal.supervisor import broker, greeting, logs
from portal.supervisor.parts import Name, parts_for
from portal.supervisor.prepare import only_one, require_broker, require_free_port


def program(folder: Path, name: str) -> str:
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return str(file)


def test_a_broker_on_path_is_preferred(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    redis = program(tmp_path, "redis-server")

    assert broker.find_server() == redis

    valkey = program(tmp_path, "valkey-server")
    assert broker.find_server() == valkey


def test_without_one_on_path_the_packaged_broker_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    found = broker.find_server()

    assert os.access(found, os.X_OK)
    assert Path(found).is_absolute()


def test_the_socket_of_a_deep_data_folder_has_a_short_name():
    near, deep = Path("/data"), Path("/" + "very-long-name/" * 10)

    assert broker.socket_file(near) == near / "broker/broker.sock"
    assert len(str(broker.socket_file(deep))) < 107
    assert broker.socket_file(deep) != broker.socket_file(deep / "other")


def test_a_second_start_on_the_same_data_folder_is_refused(tmp_path):
    with only_one(tmp_path, "up"), pytest.raises(Conflict, match="already running"):
        with only_one(tmp_path, "up"):
            pass


def test_a_port_that_is_taken_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Conflict, match=rf"127.0.0.1:{port} cannot be used.*SIG_PORT"):
            require_free_port("127.0.0.1", port)


def test_a_broker_that_does_not_answer_stops_the_start():
    with pytest.raises(broker.BrokerMissing, match="Set REDIS_URL"):
        require_broker()


def test_one_region_can_be_worked_for_alone():
    (worker,) = parts_for(Name.WORKER, "westus2")

    assert worker.command[worker.command.index("--queues") + 1] == "region.westus2"


def test_a_worker_without_a_region_works_for_all_and_for_the_installation():
    (worker,) = parts_for(Name.WORKER, "")

    queues = worker.command[worker.command.index("--queues") + 1].split(",")
    assert {"default", "region.westus2", "region.southcentralus"} <= set(queues)


def test_the_address_is_one_that_a_browser_takes(settings):
    settings.SIG_PORT = 8123
    settings.SIG_HOST = "::1"
    assert greeting.address() == "http://[::1]:8123"

    settings.SIG_URL = "https://images.contoso.example"
    assert greeting.address() == "https://images.contoso.example"


def test_a_log_that_grew_long_is_set_aside_while_it_is_written(settings, tmp_path):
    settings.SIG_DATA = tmp_path
    with logs.open_log(Name.WEB) as log:
        log.write(b"x" * (logs.MOST + 1))
        log.flush()

        logs.keep_small()
        log.write(b"and on")

    assert (tmp_path / "logs/web.log").read_bytes() == b"and on"
    assert (tmp_path / "logs/web.log.1").stat().st_size == logs.MOST + 1
