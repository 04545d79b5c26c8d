import json
import logging

import pytest

from portal import request_id
from portal.logging import Json, Text, WithCause


def test_a_living_process_says_so_without_asking_the_database(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200


@pytest.mark.django_db
def test_readiness_names_the_part_that_is_missing(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert answer.json()["broker"] != "ok"


def test_an_answer_carries_the_request_id_that_the_log_has(client, caplog):
    caplog.set_level(logging.INFO, "portal.middleware")

    answer = client.get("/healthz", headers={"X-Request-ID": "from-the-proxy-1"})

    assert answer["X-Request-ID"] == "from-the-proxy-1"
    assert "GET /healthz 200" in caplog.text


def record(**more) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "regions", "levelname": "INFO", "msg": "done", **more})


def test_a_line_for_people_ends_with_the_request():
    request_id.begin("request-0001")

    assert Text().format(record()).endswith("INFO regions done request=request-0001")


def test_a_line_for_collectors_is_one_object():
    request_id.begin("request-0002")

    line = json.loads(Json().format(record()))

    assert line["message"] == "done"
    assert line["request_id"] == "request-0002"


def test_a_failed_request_is_logged_with_its_cause_only():
    assert not WithCause().filter(record())
    assert WithCause().filter(record(exc_info=(ValueError, ValueError(), None)))
