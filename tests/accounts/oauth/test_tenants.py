"""One app acts in several tenants, as another principal in each."""

import pytest
from django.utils import timezone

from accounts.models import ServicePrincipal
from accounts.roles import CONTRIBUTOR, READER
from accounts.services import apps
from tests.accounts.oauth.programs import READ, app_of, caller, refusal_of, token_by_secret
from tests.support import factories


@pytest.fixture
def tool(contoso):
    return app_of(contoso, "tool", is_multi_tenant=True)


def consent(tool, tenant, **fields):
    return apps.consent_to_app(
        actor=factories.ACTOR, tenant=tenant, application=tool.application, **fields
    )


def token_in(client, tenant, tool):
    return token_by_secret(client, tenant, tool).json()["access_token"]


def test_one_credential_signs_in_to_both_tenants_as_two_principals(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)

    home = caller(token_in(client, contoso, tool))
    away = caller(token_in(client, fabrikam, tool))

    assert home[0] == tool.user
    assert away[0] == there.user
    assert away[1].tenant_guid == fabrikam.guid


def test_rights_in_one_tenant_are_none_in_the_other(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    card = factories.subscription(fabrikam).resource
    factories.grant(READER, there.user, card)

    home = caller(token_in(client, contoso, tool))[1]
    away = caller(token_in(client, fabrikam, tool))[1]

    assert not home.access.can(READ, card)
    assert away.access.can(READ, card)


def test_an_auxiliary_token_adds_its_rights_for_sources_only(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    card = factories.subscription(fabrikam).resource
    factories.grant(READER, there.user, card)
    auxiliary = token_in(client, fabrikam, tool)

    user, auth = caller(token_in(client, contoso, tool), f"Bearer {auxiliary}")

    assert user == tool.user
    assert auth.source_access.can(READ, card)
    assert not auth.access.can(READ, card)


def test_what_both_tokens_allow_on_one_scope_is_joined(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    card = factories.subscription(contoso).resource
    factories.grant(READER, tool.user, card)
    factories.grant(CONTRIBUTOR, there.user, card)

    auth = caller(token_in(client, contoso, tool), f"Bearer {token_in(client, fabrikam, tool)}")[1]

    assert auth.source_access.roles_on(card) == {READER, CONTRIBUTOR}
    assert auth.access.roles_on(card) == {READER}


@pytest.mark.parametrize("auxiliary", ["Bearer nonsense", "nonsense", "Bearer a, Bearer b"])
def test_a_bad_auxiliary_token_is_refused(token, auxiliary):
    assert refusal_of(token, auxiliary)


def test_an_auxiliary_token_of_another_app_lends_nothing(client, contoso, token):
    other = token_in(client, contoso, app_of(contoso, "other"))

    assert "another app" in str(refusal_of(token, f"Bearer {other}").detail)


def test_too_many_auxiliary_tokens_are_refused(token):
    assert refusal_of(token, ",".join([f"Bearer {token}"] * 4))


def test_an_ended_consent_is_refused_at_once(client, contoso, fabrikam, tool):
    principal = consent(tool, fabrikam)
    away = token_in(client, fabrikam, tool)
    home = token_in(client, contoso, tool)

    apps.end_consent(actor=factories.ACTOR, principal=principal)

    assert refusal_of(away)
    assert token_by_secret(client, fabrikam, tool).json()["error_codes"] == [700016]
    assert caller(home)[0] == tool.user


def test_a_consent_that_runs_out_is_refused_at_once(client, fabrikam, tool):
    consent(tool, fabrikam)
    away = token_in(client, fabrikam, tool)

    ServicePrincipal.objects.filter(tenant=fabrikam).update(expires_at=timezone.now())

    assert refusal_of(away)
    assert token_by_secret(client, fabrikam, tool).status_code == 400


def test_an_app_that_is_no_longer_multi_tenant_acts_at_home_only(client, contoso, fabrikam, tool):
    consent(tool, fabrikam)
    away, home = token_in(client, fabrikam, tool), token_in(client, contoso, tool)

    apps.update_app(
        actor=factories.ACTOR,
        application=tool.application,
        purpose="",
        is_multi_tenant=False,
        redirect_uris=[],
    )

    assert refusal_of(away)
    assert caller(home)[0] == tool.user
