"""Apps of a tenant on pages: registering them, and what they prove themselves with."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Application, AppSecret, User
from accounts.roles import OWNER, READER, USER_ACCESS_ADMINISTRATOR
from accounts.services import apps
from accounts.views.rotation import rotation_of
from tests.accounts.house import House
from tests.accounts.oauth.programs import App, certificate_of, pem_of, token_by_secret
from tests.accounts.pages import address, as_, text_of
from tests.support import factories


@pytest.fixture
def member(house: House) -> User:
    return factories.person(house.contoso, "Mia")


@pytest.fixture
def app(house: House) -> User:
    return factories.app(house.contoso, "pipeline")


def at(page: str, app: User, *more: Any) -> str:
    return address(page, app.tenant.guid, app.guid, *more)


def new_secret(owner: User, app: User, **fields: str) -> str:
    """As it is shown, once."""
    return shown_in(text_of(as_(owner).post(at("secret-create", app), fields)))


def shown_in(page: str) -> str:
    found = re.search(r'class="once">.*?data-copy="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


def test_an_app_is_registered_for_other_tenants_too(house, owner):
    form = {"name": "image-share", "purpose": "Shares images", "works_in": "any"}

    response = as_(owner).post(address("app-create", house.contoso.guid), form)

    made = Application.objects.get(name="image-share")
    assert made.is_multi_tenant
    assert response.url == at("principal", made.principals.get().user)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Name the app."),
        ({"name": "x"}, "Choose where it works."),
        ({"name": "pipeline", "works_in": "own"}, "already has an app named pipeline"),
        (
            {"name": "x", "works_in": "own", "redirect_uris": "http://evil.example"},
            "cannot be a redirect address",
        ),
    ],
)
def test_bad_input_registers_nothing(house, owner, app, form, told):
    response = as_(owner).post(address("app-create", house.contoso.guid), form)

    assert response.status_code == 422
    assert told in text_of(response)
    assert Application.objects.count() == 1


def test_what_an_app_is_for_and_where_it_works_can_change(owner, app):
    form = {"purpose": "Nightly", "works_in": "any", "redirect_uris": "https://a.example/x"}

    as_(owner).post(at("app-edit", app), form)

    application = Application.objects.get()
    assert (application.purpose, application.is_multi_tenant) == ("Nightly", True)
    assert application.redirect_uris == ["https://a.example/x"]
    assert "organizations/adminconsent?client_id=" in text_of(as_(owner).get(at("principal", app)))


def test_a_secret_is_shown_once_and_signs_in(client, house, owner, app):
    value = new_secret(owner, app, name="build server")

    page = text_of(as_(owner).get(at("principal", app)))
    held = App(app, app.as_service.application, value)
    answer = token_by_secret(client, house.contoso, held)

    assert answer.status_code == 200
    assert "build server" in page
    assert value not in page


def test_the_commands_beside_a_new_secret_hold_it(owner, app):
    shown = text_of(as_(owner).post(at("secret-create", app)))

    value = shown_in(shown)
    assert f'AZURE_CLIENT_SECRET=<span class="s">&#x27;{value}&#x27;' in shown
    assert str(app.as_service.application.client_id) in shown


def test_the_last_day_of_a_secret_counts_whole(owner, app):
    day = timezone.now().date() + timedelta(days=10)

    new_secret(owner, app, expires_at=day.isoformat())

    assert AppSecret.objects.get().expires_at.date() == day


def test_a_secret_that_would_live_too_long_is_not_made(owner, app):
    day = timezone.now().date() + timedelta(days=1000)

    response = as_(owner).post(at("secret-create", app), {"expires_at": day.isoformat()})

    assert response.status_code == 422
    assert "within two years" in text_of(response)
    assert not AppSecret.objects.exists()


def test_a_secret_is_removed_after_its_last_use_was_told(owner, app):
    secret = factories.secret(app.as_service.application, "old")

    asked = text_of(as_(owner).get(at("secret-remove", app, secret.guid)))
    as_(owner).post(at("secret-remove", app, secret.guid))

    assert "Remove the secret old?" in asked
    assert not AppSecret.objects.exists()


def test_a_certificate_is_added_and_removed(owner, app):
    as_(owner).post(at("certificate-create", app), {"name": "ci", "pem": pem_of(certificate_of())})

    certificate = app.as_service.application.certificates.get()
    assert certificate.thumbprint in text_of(as_(owner).get(at("principal", app)))
    as_(owner).post(at("certificate-remove", app, certificate.guid))
    assert not app.as_service.application.certificates.exists()


@pytest.mark.parametrize("pem", ["", "-----BEGIN PRIVATE KEY-----", "no certificate"])
def test_what_is_no_certificate_is_told_next_to_the_field(owner, app, pem):
    response = as_(owner).post(at("certificate-create", app), {"pem": pem})

    assert response.status_code == 422
    assert "pem_error" in text_of(response)


def test_others_see_the_app_and_not_how_it_proves_itself(owner, member, app):
    factories.secret(app.as_service.application, "build server")

    page = text_of(as_(member).get(at("principal", app)))

    assert str(app.as_service.application.client_id) in page
    assert "build server" not in page
    assert as_(member).get(at("secret-create", app)).status_code == 403


def test_nobody_makes_a_secret_for_an_app_with_more_rights(house, owner, app):
    administrator = factories.person(house.contoso, "Uma")
    factories.grant(OWNER, app, house["contoso"])
    factories.grant(USER_ACCESS_ADMINISTRATOR, administrator, house["contoso"])

    response = as_(administrator).post(at("secret-create", app))

    assert response.status_code == 403
    assert not AppSecret.objects.exists()


def test_a_secret_of_another_app_is_not_found_under_this_one(house, owner, app):
    other = factories.app(house.contoso, "other")
    secret = factories.secret(other.as_service.application)

    assert as_(owner).get(at("secret-remove", app, secret.guid)).status_code == 404


def test_deleting_an_app_tells_who_loses_it(house, owner):
    app = apps.create_app(
        actor=factories.ACTOR, tenant=house.contoso, name="shared", is_multi_tenant=True
    )
    apps.consent_to_app(
        actor=factories.ACTOR, tenant=house.fabrikam, application=app.as_service.application
    )

    page = text_of(as_(owner).get(at("app-delete", app)))
    as_(owner).post(at("app-delete", app), {"confirm": "shared"})

    assert "1 other tenant" in page
    assert not Application.objects.exists()


def secret(app: User, name: str, **times: timedelta | None) -> AppSecret:
    made, now = factories.secret(app.as_service.application, name), timezone.now()
    moments = {field: span and now + span for field, span in times.items()}
    AppSecret.objects.filter(pk=made.pk).update(**moments)
    made.refresh_from_db()
    return made


def test_the_page_says_when_the_last_secret_ends_soon(owner, app):
    secret(app, "only", expires_at=timedelta(days=12))

    assert "The last secret, only, ends on" in text_of(as_(owner).get(at("principal", app)))


def test_a_later_secret_takes_the_worry_away(owner, app):
    secret(app, "old", expires_at=timedelta(days=12))
    secret(app, "new", expires_at=timedelta(days=300))

    assert "The last secret" not in text_of(as_(owner).get(at("principal", app)))


def test_an_old_secret_is_idle_once_a_newer_one_is_used_and_it_is_not(app):
    day = timedelta(days=1)
    old = secret(app, "old", created_at=-9 * day, last_used_at=-5 * day)
    new = secret(app, "new", created_at=-3 * day, last_used_at=-1 * day)

    assert rotation_of([new, old]).idle == old

    old.last_used_at = timezone.now()
    assert rotation_of([new, old]).idle is None


def test_apps_let_in_from_elsewhere_are_not_listed_among_the_own(house, member, app):
    guest = factories.connected_app(house.contoso, "guest")

    listed = text_of(as_(member).get(address("apps", house.contoso.guid)))

    assert "pipeline" in listed
    assert str(guest.guid) not in listed


def test_roles_of_an_app_are_told_where_one_can_read(house, owner, app):
    factories.grant(READER, app, house["base"])

    assert "Reader</b> on" in text_of(as_(owner).get(at("principal", app)))
