"""Programs go on acting for people, until something ends it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import Connection, RefreshToken
from accounts.services import connections, directory, sign_in
from portal.audit.models import Entry
from portal.errors import NotFound
from tests.accounts.oauth.programs import CLI, ask, caller, refreshed, signed_in_by_device
from tests.support import factories


def test_refreshing_gives_the_next_token_and_works_for_every_tenant_of_the_person(client, maya):
    body = signed_in_by_device(client, maya)

    answer = refreshed(client, body["refresh_token"], maya.tenant)

    assert answer.status_code == 200
    assert answer.json()["refresh_token"] != body["refresh_token"]
    assert caller(answer.json()["access_token"])[0] == maya


def test_refreshing_for_a_tenant_one_does_not_know_uses_nothing_up(client, maya):
    body = signed_in_by_device(client, maya)

    refused = refreshed(client, body["refresh_token"], factories.tenant("Fabrikam"))

    assert refused.status_code == 400
    assert RefreshToken.objects.get().used_at is None
    assert refreshed(client, body["refresh_token"]).status_code == 200


def test_programs_side_by_side_may_use_one_refresh_token(client, maya):
    body = signed_in_by_device(client, maya)

    answers = [refreshed(client, body["refresh_token"]) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_refresh_token_that_comes_back_later_ends_the_whole_sign_in(client, maya):
    body = signed_in_by_device(client, maya)
    following = refreshed(client, body["refresh_token"]).json()
    long_ago = timezone.now() - timedelta(minutes=2)
    RefreshToken.objects.exclude(used_at=None).update(used_at=long_ago)

    again = refreshed(client, body["refresh_token"])

    assert again.json()["error"] == "invalid_grant"
    assert refreshed(client, following["refresh_token"]).status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(following["access_token"])
    assert "used twice" in Entry.objects.latest("id").summary


def test_a_refresh_token_of_another_program_is_refused(client, maya):
    body = signed_in_by_device(client, maya)

    answer = refreshed(
        client, body["refresh_token"], client_id="1950a258-227b-4e31-a9cf-717495945fc2"
    )

    assert answer.status_code == 400


def test_a_refresh_token_ends_by_itself(client, maya):
    body = signed_in_by_device(client, maya)
    RefreshToken.objects.update(expires_at=timezone.now())

    assert refreshed(client, body["refresh_token"]).status_code == 400


def test_revoking_ends_the_sign_in_at_once(client, maya):
    body = signed_in_by_device(client, maya)

    answer = ask(client, "organizations", "revoke", client_id=CLI, token=body["refresh_token"])

    assert answer.status_code == 200
    assert refreshed(client, body["refresh_token"]).status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(body["access_token"])


def test_revoking_the_unknown_tells_nothing(client, maya):
    answer = ask(client, "organizations", "revoke", client_id=CLI, token="nonsense")

    assert answer.status_code == 200


def test_a_person_ends_a_connected_app(client, maya):
    body = signed_in_by_device(client, maya)
    connection = connections.connections_of(maya).get()

    connections.end_connection(actor=factories.actor_of(maya), user=maya, guid=connection.guid)

    with pytest.raises(AuthenticationFailed):
        caller(body["access_token"])


def test_a_connected_app_of_somebody_else_cannot_be_ended(client, maya):
    signed_in_by_device(client, maya)
    other = factories.person(maya.tenant)

    with pytest.raises(NotFound):
        connections.end_connection(
            actor=factories.actor_of(other), user=other, guid=Connection.objects.get().guid
        )


def test_who_is_disabled_is_refused_at_once(client, maya):
    body = signed_in_by_device(client, maya)

    directory.set_active(actor=factories.ACTOR, user=maya, is_active=False)

    assert refreshed(client, body["refresh_token"]).status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(body["access_token"])


def test_a_new_password_ends_every_connected_app(client, maya):
    signed_in_by_device(client, maya)
    session = Client()
    session.force_login(maya)
    request = session.get("/account/").wsgi_request

    sign_in.change_password(
        actor=factories.actor_of(maya), request=request, user=maya, password="another good one"
    )

    assert not Connection.objects.exists()
