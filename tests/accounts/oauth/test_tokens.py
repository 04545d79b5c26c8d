"""What a token opens, and what ends it."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import OPERATOR, Access, AppSecret
from accounts.roles import READER
from accounts.services import apps, directory
from accounts.services.grants import remove_access
from tests.accounts.oauth.programs import HOST, READ, caller, refusal_of, token_by_secret
from tests.support import factories

# What it opens


def test_rights_are_read_from_live_grants_at_every_call(token, contoso, app):
    card = factories.subscription(contoso).resource
    before = caller(token)[1].access.can(READ, card)
    grant = factories.grant(READER, app.user, card)
    during = caller(token)[1].access.can(READ, card)
    remove_access(actor=factories.ACTOR, granter=Access.of(OPERATOR), grant=grant)
    after = caller(token)[1].access.can(READ, card)

    assert (before, during, after) == (False, True, False)


def test_authentication_costs_a_constant_number_of_queries(
    token, contoso, app, django_assert_num_queries
):
    for _ in range(3):
        factories.grant(READER, app.user, factories.subscription(contoso))

    with django_assert_num_queries(2):
        caller(token)


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_audience_counts_with_and_without_its_final_slash(client, contoso, app, slash):
    asked = token_by_secret(client, contoso, app, scope=f"{HOST}{slash}/.default")

    assert caller(asked.json()["access_token"])[0] == app.user


def test_without_a_token_nobody_is_there(client, db):
    answer = client.get("/subscriptions?api-version=2022-12-01")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "AuthenticationFailed"
    assert answer["WWW-Authenticate"].startswith(f'Bearer authorization_uri="{HOST}/organizations"')
    assert "claims" not in answer["WWW-Authenticate"]


# What ends it


def test_a_disabled_app_is_refused_at_once(client, contoso, app, token):
    directory.set_active(actor=factories.ACTOR, user=app.user, is_active=False)

    assert refusal_of(token)
    assert token_by_secret(client, contoso, app).status_code == 400


def test_a_removed_secret_takes_its_tokens_with_it_and_no_others(client, contoso, app, token):
    other = apps.create_secret(actor=factories.ACTOR, application=app.application)
    kept = token_by_secret(client, contoso, app, client_secret=other.value).json()["access_token"]

    apps.remove_secret(
        actor=factories.ACTOR, secret=app.application.secrets.exclude(pk=other.secret.pk).get()
    )

    assert refusal_of(token)
    assert caller(kept)[0] == app.user


def test_a_secret_that_ends_takes_its_tokens_with_it(token):
    AppSecret.objects.update(expires_at=timezone.now())

    assert refusal_of(token)


def test_a_deleted_app_is_refused_at_once(app, token):
    apps.delete_app(actor=factories.ACTOR, application=app.application)

    assert refusal_of(token)


def test_replaced_keys_refuse_every_token(token):
    call_command("replace_token_keys")

    assert refusal_of(token)
