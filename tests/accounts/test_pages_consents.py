"""Apps of other tenants: who asks, what consent gives, and ending it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Application, ServicePrincipal, User
from accounts.roles import READER
from accounts.services import apps
from tests.accounts.house import House
from tests.accounts.pages import address, as_, text_of
from tests.support import factories


@pytest.fixture
def application(house: House) -> Application:
    """Of the tenant that asks."""
    app = apps.create_app(
        actor=factories.ACTOR,
        tenant=house.fabrikam,
        name="rollout",
        purpose="Rolls images out to shops.",
        is_multi_tenant=True,
    )
    return app.as_service.application


@pytest.fixture
def guest(house: House, application: Application) -> User:
    """The application as a principal of the tenant that was asked."""
    let_in = apps.consent_to_app(
        actor=factories.ACTOR, tenant=house.contoso, application=application
    )
    return let_in.user


def consent_page(house: House, **query: Any) -> str:
    return address("app-consent", house.contoso.guid, **query)


def at(page: str, guest: User) -> str:
    return address(page, guest.tenant.guid, guest.guid)


def test_before_consent_one_reads_who_asks_and_for_what(house, owner, application):
    page = text_of(as_(owner).get(consent_page(house, app=application.client_id)))

    assert "Let rollout work in Contoso?" in page
    assert house.fabrikam.domain in page
    assert "Rolls images out to shops." in page
    assert "It may do nothing" in page


def test_consent_makes_a_principal_without_any_right_until_a_day(house, owner, application):
    day = timezone.now().date() + timedelta(days=30)
    form = {"app": application.client_id, "expires_at": day.isoformat()}

    response = as_(owner).post(consent_page(house), form)

    made = application.principals.get(tenant=house.contoso)
    assert made.expires_at.date() == day
    assert response.url == at("principal", made.user)
    assert "It may do nothing yet" in text_of(as_(owner).get(response.url))


@pytest.mark.parametrize("asked", ["xx", "00000000-0000-4000-8000-000000000000"])
def test_an_app_that_cannot_be_found_is_told_next_to_the_field(house, owner, asked):
    page = text_of(as_(owner).get(consent_page(house, app=asked)))

    assert "There is no app with this application id" in page
    assert f'value="{asked}"' in page


def test_a_single_tenant_app_reads_as_absent(house, owner):
    secretive = factories.app(house.fabrikam, "secretive").as_service.application

    page = text_of(as_(owner).get(consent_page(house, app=secretive.client_id)))

    assert "There is no app with this application id" in page
    assert "secretive" not in page


def test_consenting_twice_is_not_offered(house, owner, guest):
    application = guest.as_service.application

    page = text_of(as_(owner).get(consent_page(house, app=application.client_id)))

    assert "has consented already" in page
    assert "Let it in</button>" not in page


def test_consent_takes_a_right(house, application):
    member = factories.person(house.contoso)

    response = as_(member).post(consent_page(house), {"app": application.client_id})

    assert response.status_code == 403
    assert not application.principals.filter(tenant=house.contoso).exists()


def test_the_list_says_who_runs_each_app_and_until_when(house, owner, guest):
    listed = text_of(as_(owner).get(address("connected-apps", house.contoso.guid)))

    assert "rollout" in listed
    assert house.fabrikam.domain in listed
    assert "Somebody ends it" in listed


def test_an_app_that_its_owner_keeps_at_home_is_not_in_force(house, owner, guest):
    Application.objects.update(is_multi_tenant=False)

    listed = text_of(as_(owner).get(address("connected-apps", house.contoso.guid)))

    assert "Not in force" in listed
    assert "cannot sign in here at present" in text_of(as_(owner).get(at("principal", guest)))


def test_the_end_can_be_changed(owner, guest):
    day = timezone.now().date() + timedelta(days=5)

    as_(owner).post(at("consent-change", guest), {"expires_at": day.isoformat()})

    assert ServicePrincipal.objects.get(user=guest).expires_at.date() == day


def test_an_end_in_the_past_is_refused(owner, guest):
    response = as_(owner).post(at("consent-change", guest), {"expires_at": "2020-01-01"})

    assert response.status_code == 422
    assert "would end before it begins" in text_of(response)


def test_ending_it_tells_which_roles_go(house, owner, guest):
    factories.grant(READER, guest, house["base"])

    page = text_of(as_(owner).get(at("consent-end", guest)))
    as_(owner).post(at("consent-end", guest))

    assert "Reader on base" in page
    assert not User.objects.filter(pk=guest.pk).exists()


def test_the_tenant_that_runs_it_reads_who_let_it_in(house, guest):
    home = guest.as_service.application.principals.get(tenant=house.fabrikam)
    person = factories.person(house.fabrikam)

    page = text_of(as_(person).get(at("principal", home.user)))

    assert "Contoso" in page


def test_an_own_app_is_no_connected_app(house, owner):
    own = factories.app(house.contoso)

    assert as_(owner).get(at("consent-end", own)).status_code == 404


def test_help_across_tenants_names_the_app_and_both_tenants(house, owner, guest):
    application = guest.as_service.application

    page = text_of(as_(owner).get(address("help-cross-tenant", app=application.client_id)))

    assert str(application.client_id) in page
    assert str(house.fabrikam.guid) in page
    assert str(house.contoso.guid) in page


def test_help_never_names_an_app_of_somebody_else(house, owner, application):
    page = text_of(as_(owner).get(address("help-cross-tenant", app=application.client_id)))

    assert str(house.fabrikam.guid) not in page
