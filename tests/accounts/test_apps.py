"""Registering apps, their credentials, and consent of other tenants."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OPERATOR, Access, Application, AppSecret, ServicePrincipal, User
from accounts.models.apps import MOST_CREDENTIALS
from accounts.roles import CONTRIBUTOR, OWNER, READER, USER_ACCESS_ADMINISTRATOR
from accounts.services import apps, directory
from accounts.services.apps import registration
from accounts.services.grants import remove_access
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, InvalidInput, LimitReached, NotFound
from tests.accounts.oauth.programs import app_of
from tests.support import factories


@pytest.fixture
def tool(contoso):
    return app_of(contoso, "tool", is_multi_tenant=True).application


def consent(tool, tenant, **fields):
    return apps.consent_to_app(actor=factories.ACTOR, tenant=tenant, application=tool, **fields)


def test_an_app_comes_with_its_service_principal_at_home(contoso):
    user = factories.app(contoso, "pipeline")

    service = user.as_service
    assert service.is_home
    assert service.is_live
    assert service.application.client_id != user.guid


def test_the_registration_follows_the_name(contoso):
    user = factories.app(contoso, "old")

    directory.update_person(actor=factories.ACTOR, user=user, display_name="new")

    assert Application.objects.get().name == "new"


@pytest.mark.parametrize(
    "address",
    [
        "http://app.example/",
        "ftp://x",
        "https://",
        "/back",
        "https://a.example/#x",
        "https://a\n.b",
        "https://a.example; script-src *",
        "https://maya@a.example/",
        "https://a.example:70000/",
    ],
)
def test_a_code_never_travels_where_others_could_read_it(contoso, address):
    with pytest.raises(InvalidInput) as refusal:
        apps.create_app(actor=factories.ACTOR, tenant=contoso, name="web", redirect_uris=[address])

    assert refusal.value.field == "redirect_uris"
    assert not Application.objects.exists()


def test_a_secret_lives_half_a_year_unless_told_otherwise(tool):
    new = apps.create_secret(actor=factories.ACTOR, application=tool)

    assert timedelta(days=179) < new.secret.expires_at - timezone.now() < timedelta(days=181)
    assert new.value.startswith("sig_")
    assert str(new.secret) == f"sig_{new.secret.hint}..."


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_a_secret_ends_within_two_years(tool, days):
    with pytest.raises(InvalidInput):
        apps.create_secret(
            actor=factories.ACTOR,
            application=tool,
            expires_at=timezone.now() + timedelta(days=days, minutes=1 if days > 0 else 0),
        )


def test_an_app_has_only_so_many_secrets(tool):
    for _ in range(MOST_CREDENTIALS - 1):
        apps.create_secret(actor=factories.ACTOR, application=tool)

    with pytest.raises(LimitReached):
        apps.create_secret(actor=factories.ACTOR, application=tool)


def test_nobody_becomes_an_app_that_may_do_more_than_they(contoso, tool):
    principal = tool.principals.get().user
    factories.grant(OWNER, principal, contoso)
    clerk = factories.person(contoso)
    factories.grant(USER_ACCESS_ADMINISTRATOR, clerk, contoso)

    with pytest.raises(Forbidden):
        apps.create_secret(actor=factories.actor_of(clerk), application=tool)


def test_rights_of_an_app_elsewhere_weigh_like_the_same_at_home(contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    factories.grant(CONTRIBUTOR, there.user, fabrikam)
    owner, clerk = factories.person(contoso), factories.person(contoso)
    factories.grant(OWNER, owner, contoso)
    factories.grant(USER_ACCESS_ADMINISTRATOR, clerk, contoso)

    assert apps.create_secret(actor=factories.actor_of(owner), application=tool)
    with pytest.raises(Forbidden):
        apps.create_secret(actor=factories.actor_of(clerk), application=tool)


def test_only_multi_tenant_apps_of_others_are_found_to_consent_to(contoso, fabrikam, tool):
    single = app_of(contoso, "single").application

    assert apps.find_application(tenant=fabrikam, client_id=str(tool.client_id)) == tool
    for tenant, client_id in (
        (fabrikam, single.client_id),
        (contoso, tool.client_id),
        (fabrikam, "nonsense"),
        (fabrikam, tool.tenant.guid),
    ):
        with pytest.raises(NotFound):
            apps.find_application(tenant=tenant, client_id=client_id)


def test_consent_makes_a_principal_without_rights_and_tells_both_names(fabrikam, tool):
    principal = consent(tool, fabrikam)

    assert principal.user.tenant == fabrikam
    assert not Access.of(principal.user).roles
    entry = Entry.objects.latest("id")
    assert entry.summary == "consented to app tool"
    assert entry.tenant_id == fabrikam.resource.pk
    assert entry.after["of"] == "contoso.example"


def test_consent_is_given_once(fabrikam, tool):
    consent(tool, fabrikam)

    with pytest.raises(Conflict):
        consent(tool, fabrikam)


def test_two_apps_of_a_tenant_never_read_alike(fabrikam, tool):
    factories.app(fabrikam, "Tool")

    assert str(consent(tool, fabrikam).user) == "tool (contoso.example)"


def test_a_consent_may_end_by_itself_and_be_renewed(fabrikam, tool):
    principal = consent(tool, fabrikam, expires_at=timezone.now() + timedelta(days=1))
    ServicePrincipal.objects.filter(pk=principal.pk).update(expires_at=timezone.now())
    principal.refresh_from_db()
    ended = principal.is_live

    apps.set_consent_end(actor=factories.ACTOR, principal=principal, expires_at=None)

    assert not ended
    assert principal.is_live


def test_an_ended_consent_leaves_nothing_that_a_later_one_revives(fabrikam, tool):
    principal = consent(tool, fabrikam)
    factories.grant(READER, principal.user, fabrikam)

    apps.end_consent(actor=factories.ACTOR, principal=principal)
    again = consent(tool, fabrikam)

    assert not Access.of(again.user).roles
    assert again.user.guid != principal.user.guid


def test_an_app_at_home_needs_no_consent_to_end(tool):
    with pytest.raises(InvalidInput):
        apps.end_consent(actor=factories.ACTOR, principal=tool.principals.get())


def test_a_consent_that_ends_by_itself_keeps_no_tenant_owned(fabrikam, tool):
    owner = factories.person(fabrikam)
    grant = factories.grant(OWNER, owner, fabrikam)
    principal = consent(tool, fabrikam, expires_at=timezone.now() + timedelta(days=1))
    factories.grant(OWNER, principal.user, fabrikam)

    with pytest.raises(Conflict, match="without an active owner"):
        remove_access(actor=factories.ACTOR, granter=Access.of(OPERATOR), grant=grant)


def test_a_deleted_app_is_gone_in_every_tenant(fabrikam, tool):
    consent(tool, fabrikam)

    apps.delete_app(actor=factories.ACTOR, application=tool)

    assert not User.objects.filter(kind="ServicePrincipal").exists()
    assert not AppSecret.objects.exists()


def test_a_tenant_goes_with_its_apps_and_their_principals_elsewhere(contoso, fabrikam, tool):
    consent(tool, fabrikam)

    directory.delete_tenant(actor=factories.ACTOR, tenant=contoso)

    assert not ServicePrincipal.objects.exists()
    assert not User.objects.filter(tenant=fabrikam).exists()


def test_a_tenant_that_consented_goes_without_the_app(fabrikam, tool):
    consent(tool, fabrikam)

    directory.delete_tenant(actor=factories.ACTOR, tenant=fabrikam)

    assert [p.is_home for p in registration.principals_of(tool)] == [True]


def test_principals_are_told_home_first(fabrikam, tool):
    consent(tool, fabrikam)

    assert [p.is_home for p in registration.principals_of(tool)] == [True, False]


@pytest.mark.parametrize("segment", ["organizations", "fabrikam.example"])
def test_the_link_of_an_apps_maker_leads_to_the_page_of_consent(fabrikam, tool, segment):
    admin = factories.person(fabrikam)
    client = Client()
    client.force_login(admin)

    answer = client.get(f"/{segment}/adminconsent", {"client_id": tool.client_id})

    assert answer.status_code == 302
    assert answer["Location"] == (
        f"/directory/{fabrikam.guid}/connected-apps/consent/?app={tool.client_id}"
    )


@pytest.mark.parametrize("segment", ["contoso.example", "nowhere.example"])
def test_other_tenants_are_absent_to_that_link(fabrikam, tool, segment):
    client = Client()
    client.force_login(factories.person(fabrikam))

    assert client.get(f"/{segment}/adminconsent").status_code == 404
