"""The bodies, statuses and headers that every client of the API relies on."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import override_settings
from rest_framework.exceptions import ParseError

from accounts import roles
from accounts.models import Resource
from portal.api import throttles
from portal.api.errors import handle
from portal.api.parsers import BoundedJson
from portal.operations import kinds, services
from portal.operations.kinds import Kind, Settled
from portal.operations.models import Status
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db
NOWHERE = "/subscriptions/x/nothing"


@pytest.fixture
def caller():
    return Caller(factories.person())


def test_without_a_token_the_answer_says_where_to_get_one(client):
    answer = client.get(f"{NOWHERE}?api-version=2024-03-03")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "AuthenticationFailed"
    assert answer["WWW-Authenticate"].startswith('Bearer authorization_uri="http')
    assert "claims=" not in answer["WWW-Authenticate"]


def test_an_address_that_nothing_has_reads_as_not_found(caller):
    answer = caller.get(NOWHERE)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "ResourceNotFound"


@pytest.mark.parametrize(
    "type_", ["Microsoft.Compute/disks/d", "Microsoft.Compute/disks", "Microsoft.Network/x/y/z/a"]
)
def test_a_type_that_is_not_served_is_told_as_such(caller, type_):
    answer = caller.get(f"/subscriptions/x/resourceGroups/y/providers/{type_}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "InvalidResourceType")


@pytest.mark.parametrize(
    ("error", "status"),
    [(Resource.DoesNotExist(), 404), (Resource.NotUpdated(), 404), (IntegrityError(), 409)],
)
def test_a_call_that_another_overtakes_is_told_so(error, status):
    answer = handle(error, {})

    assert answer.status_code == status
    assert answer.data["error"]["code"] in {"ResourceNotFound", "Conflict"}


@pytest.mark.parametrize("body", [b"[" * 65 + b"]" * 65, b'{"a":' * 65 + b"1", b"[" * 200_000])
def test_a_body_that_is_too_deep_is_not_read(body):
    with pytest.raises(ParseError):
        BoundedJson().parse(BytesIO(body))


def test_a_body_of_some_depth_is_read():
    assert BoundedJson().parse(BytesIO(b'{"a":' * 60 + b"[1]" + b"}" * 60))


@pytest.mark.parametrize(
    ("version", "code"),
    [("", "MissingApiVersionParameter"), ("tomorrow", "InvalidApiVersionParameter")],
)
def test_an_api_version_is_asked_for(caller, version, code):
    answer = caller.get(NOWHERE, version=version)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_every_answer_has_ids_to_quote_and_echoes_the_clients_own(caller, client):
    answer = client.get(NOWHERE, headers={"x-ms-client-request-id": "my-own-id-1"})

    assert answer["x-ms-client-request-id"] == "my-own-id-1"
    assert answer["x-ms-request-id"] == answer["x-ms-correlation-request-id"]


def test_what_no_view_can_read_is_told_as_an_error_too(client):
    answer = client.get("/Subscriptions/%00/x?api-version=2024-03-03")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadRequest")


@override_settings(SIG_API_READS_PER_MINUTE=2)
def test_too_many_calls_are_told_when_to_come_back(caller, monkeypatch):
    monkeypatch.setattr(throttles, "WINDOW", 10**9)  # so that no minute ends in between
    answers = [caller.get(NOWHERE) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[0]["x-ms-ratelimit-remaining-subscription-reads"] == "1"
    assert answers[2].json()["error"]["code"] == "TooManyRequests"
    assert int(answers[2]["Retry-After"]) > 0


# -- operations


@pytest.fixture
def operation(caller):
    group = factories.resource_group()
    return services.begin(
        user=caller.user,
        kind="test",
        target=group.resource.arm_id,
        subscription=group.subscription.guid,
        region="westus2",
    )


@pytest.fixture
def kind(monkeypatch):
    """Registers what is told of operations of the kind `test`."""
    monkeypatch.setattr(kinds, "_kinds", {})
    return lambda **known: kinds.register("test", Kind(**known))


def test_a_running_operation_asks_to_be_polled_again_soon(caller, operation, kind):
    kind(settle=lambda operation: None)

    state = caller.get(operation.path)
    result = caller.get(f"{operation.path}?monitor=true")

    assert (state.status_code, state.json()["status"], state["Retry-After"]) == (
        200,
        "InProgress",
        "1",
    )
    assert (result.status_code, result["Retry-After"]) == (202, "1")
    assert result["Location"].endswith("monitor=true")


def test_its_end_is_read_from_what_it_is_about_and_then_kept(caller, operation, kind):
    kind(settle=lambda operation: Settled(result={"done": True}))
    caller.get(operation.path)
    kind(settle=lambda operation: Settled(Status.FAILED))

    state = caller.get(operation.path)
    result = caller.get(f"{operation.path}?monitor=true")

    assert state.json()["status"] == "Succeeded"
    assert "endTime" in state.json()
    assert (result.status_code, result.json()) == (200, {"done": True})


def test_a_failure_is_told_with_its_code(caller, operation):
    services.fail(operation, "Broken", "It broke.")

    state = caller.get(operation.path)
    result = caller.get(f"{operation.path}?monitor=true")

    assert state.json()["error"] == {"code": "Broken", "message": "It broke."}
    assert (result.status_code, result.json()["error"]["code"]) == (409, "Broken")


def test_canceling_stops_the_work_once(caller, operation, kind):
    stopped = []
    kind(cancel=lambda operation, call: stopped.append(operation.guid))

    first = caller.post(f"{operation.path}/cancel")
    second = caller.post(f"{operation.path}/cancel")

    assert (first.status_code, first.json()["status"]) == (200, "Canceled")
    assert (second.status_code, stopped) == (409, [operation.guid])


def test_only_who_began_it_or_reads_its_target_sees_it(operation):
    reader, stranger = factories.person(), factories.person()
    card = Resource.objects.get(arm_id=operation.target_arm_id)
    factories.grant(roles.READER, reader, card)

    assert Caller(reader).get(operation.path).status_code == 200
    hidden = Caller(stranger).get(operation.path)
    absent = Caller(stranger).get(operation.path.replace(str(operation.guid), str(uuid4())))
    assert (hidden.status_code, hidden.json()) == (404, absent.json())
