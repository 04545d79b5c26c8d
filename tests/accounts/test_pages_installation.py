"""What administrators of the installation do, and the end of the sample organisation."""

import pytest

from accounts import sample
from accounts.models import Tenant, User
from accounts.roles import OWNER
from portal.audit.models import Entry
from tests.accounts.house import House
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories

HERE = {"headers": {"host": "localhost"}, "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def administrator(house: House) -> User:
    return factories.person(house.fabrikam, "Ada", is_administrator=True)


@pytest.fixture
def sample_person(house: House, settings: object) -> User:
    settings.SIG_SAMPLE = True
    Tenant.objects.filter(pk=house.contoso.pk).update(is_sample=True)
    return factories.person(house.contoso, "Samira")


@pytest.mark.parametrize("page", ["installation", "tenant-create", "elevate", "elevate-stop"])
def test_it_is_for_administrators_alone(house, page):
    owner = factories.person(house.contoso)
    factories.grant(OWNER, owner, house["contoso"])

    response = as_(owner).get(address(page))

    assert response.status_code == 403
    assert "administrators of the installation" in text_of(response)


def test_an_administrator_sees_tenants_but_not_what_they_have(house, administrator):
    page = text_of(as_(administrator).get(address("installation")))
    found = as_(administrator).get(address("resources")).context["page"].rows

    assert "Contoso" in page
    assert found == []


def test_a_new_tenant_has_an_owner_who_gets_a_link(house, administrator):
    form = {
        "name": "Northwind",
        "display_name": "Nora",
        "sign_in_name": "nora@northwind.example",
    }

    response = as_(administrator).post(address("tenant-create"), form)

    assert "/choose-password/" in text_of(response)
    nora = User.objects.get(sign_in_name="nora@northwind.example")
    assert nora.tenant.domain == "northwind.example"
    assert not nora.is_installation_administrator


def test_a_tenant_that_exists_is_not_created_again(house, administrator):
    form = {"name": "contoso", "display_name": "Nora", "sign_in_name": "nora@x.example"}

    response = as_(administrator).post(address("tenant-create"), form)

    assert response.status_code == 422
    assert "There is already a tenant with this name" in text_of(response)
    assert not User.objects.filter(sign_in_name="nora@x.example").exists()


def test_a_tenant_is_renamed_and_an_empty_one_deleted(house, administrator):
    other = factories.tenant("Other")
    client = as_(administrator)

    client.post(address("tenant-rename", other.guid), {"name": "Another"})
    asked = text_of(client.get(address("tenant-delete", other.guid)))
    client.post(address("tenant-delete", other.guid), {"confirm": "Another"})

    assert "0 accounts and 0 groups</b> go with it" in asked
    assert not Tenant.objects.filter(pk=other.pk).exists()
    assert Entry.objects.filter(summary="renamed tenant Other to Another").exists()


def test_a_tenant_with_subscriptions_stays(house, administrator):
    asked = address("tenant-delete", house.contoso.guid)

    response = as_(administrator).post(asked, {"confirm": "Contoso"})

    assert response.status_code == 422
    assert "Subscription Platform</b> is still in it" in text_of(response)
    assert Tenant.objects.filter(pk=house.contoso.pk).exists()


def test_elevation_opens_everything_until_it_is_stopped(house, administrator):
    client = as_(administrator)

    client.post(address("elevate"), {"reason": "Repair the owners of Contoso"})
    seen = client.get(address("card-access", house["base"].guid))
    client.post(address("elevate-stop"))

    assert seen.status_code == 200
    assert client.get(address("card-access", house["base"].guid)).status_code == 404
    assert Entry.objects.get(summary__startswith="elevated").after["reason"].startswith("Repair")


def test_elevation_takes_a_reason(house, administrator):
    response = as_(administrator).post(address("elevate"), {"reason": " "})

    assert response.status_code == 422
    administrator.refresh_from_db()
    assert not administrator.is_elevated


def test_more_tenants_take_no_more_queries(house, administrator):
    client = as_(administrator)
    few = queries(lambda: client.get(address("installation")))
    for _ in range(5):
        factories.person(factories.tenant())

    assert queries(lambda: client.get(address("installation"))) == few


def test_the_sample_is_removed_by_whoever_walked_in(house, sample_person, monkeypatch):
    removed: list[object] = []
    monkeypatch.setattr(sample, "_remove", [removed.append])
    client = as_(sample_person)

    page = client.get(address("sample-remove"), **HERE)
    response = client.post(address("sample-remove"), **HERE)

    assert "All their galleries and images" in text_of(page)
    assert response.url == address("sign-in")
    assert len(removed) == 1


def test_the_sample_is_removed_by_an_administrator_from_anywhere(
    house, sample_person, administrator, monkeypatch
):
    removed: list[object] = []
    monkeypatch.setattr(sample, "_remove", [removed.append])

    response = as_(administrator).post(address("sample-remove"))

    assert response.url == address("installation")
    assert len(removed) == 1


def test_nobody_else_can_remove_the_sample(house, sample_person):
    stranger = factories.person(house.fabrikam)

    assert as_(sample_person).post(address("sample-remove")).status_code == 404
    assert as_(stranger).post(address("sample-remove"), **HERE).status_code == 404
