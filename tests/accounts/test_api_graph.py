"""Who is who, in Graph's words."""

import base64
from uuid import uuid4

import pytest

from accounts import roles
from accounts.models import Application, AppSecret, ServicePrincipal, User
from accounts.services import apps
from tests.accounts.oauth.programs import certificate_of, pem_of
from tests.support import factories
from tests.support.api import Caller
from tests.support.factories import ACTOR

NOBODY = "00000000-0000-4000-8000-000000000000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(contoso):
    """Has no role at all."""
    return factories.person(contoso, "Maya")


@pytest.fixture
def olga(contoso):
    person = factories.person(contoso, "Olga")
    factories.grant(roles.OWNER, person, contoso)
    return person


def get(person, path):
    return Caller(person).get(f"/v1.0{path}", version="")


def post(person, path, body):
    return Caller(person).post(f"/v1.0{path}", body, version="")


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [row["id"] for row in answer.json()["value"]]


def test_one_is_told_of_oneself(maya, contoso):
    body = get(maya, "/me").json()

    assert body["id"] == str(maya.guid)
    assert body["userPrincipalName"] == "maya@contoso.example"
    assert get(maya, "/organization").json()["value"][0]["id"] == str(contoso.guid)


def test_an_app_is_no_person(contoso):
    answer = get(factories.app(contoso), "/me")

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "Request_BadRequest"
    assert error["message"].startswith("/me request is only valid with delegated")
    assert error["innerError"]["request-id"]


def test_people_are_found_by_name_and_by_id(maya, olga):
    assert ids(get(maya, "/users?$filter=userPrincipalName eq 'OLGA@contoso.example'")) == [
        str(olga.guid)
    ]
    assert ids(get(maya, "/users?$filter=startswith(displayName,'ol')")) == [str(olga.guid)]
    assert get(maya, f"/users/{olga.guid}").json()["displayName"] == "Olga"
    assert get(maya, "/users/olga@contoso.example").json()["id"] == str(olga.guid)


def test_people_of_other_tenants_only_by_what_is_exact(maya, fabrikam):
    other = factories.person(fabrikam, "Otto")

    assert ids(get(maya, "/users?$filter=displayName eq 'Otto'")) == []
    assert str(other.guid) not in ids(get(maya, "/users"))
    assert ids(get(maya, f"/users?$filter=userPrincipalName eq '{other.sign_in_name}'")) == [
        str(other.guid)
    ]
    assert ids(get(maya, f"/users?$filter=id eq '{other.guid}'")) == [str(other.guid)]
    mixed = f"displayName eq 'Otto' or id eq '{maya.guid}'"
    assert ids(get(maya, f"/users?$filter={mixed}")) == [str(maya.guid)]


def test_lists_are_pages(maya, olga, contoso, django_assert_num_queries):
    first = get(maya, "/users?$top=1").json()
    second = (
        Caller(maya)
        .get(first["@odata.nextLink"].removeprefix("http://testserver"), version="")
        .json()
    )

    assert [row["displayName"] for row in first["value"] + second["value"]] == ["Maya", "Olga"]
    assert "@odata.nextLink" not in second
    assert list(get(maya, "/users?$top=1&$select=id").json()["value"][0]) == ["id"]
    assert get(maya, f"/users?$top={'0' * 5_000}1").status_code == 400
    with django_assert_num_queries(2):  # rights of the test's caller, and the list
        get(maya, "/users")


def test_groups_and_who_is_in_them(maya, contoso, fabrikam):
    app = factories.app(contoso, "builder")
    group = factories.group(members=(maya, app))

    members = get(maya, f"/groups/{group.guid}/members").json()["value"]

    assert ids(get(maya, f"/groups?$filter=displayName eq '{group.name}'")) == [str(group.guid)]
    assert {(row["@odata.type"], row["displayName"]) for row in members} == {
        ("#microsoft.graph.user", "Maya"),
        ("#microsoft.graph.servicePrincipal", "builder"),
    }
    outside = get(factories.person(fabrikam), f"/groups/{group.guid}/members")
    assert outside.status_code == 404


def test_service_principals_are_found_by_app_id(maya, contoso):
    app = factories.app(contoso, "builder")
    client_id = str(app.as_service.application.client_id)

    for asked in (
        f"servicePrincipalNames/any(c:c eq '{client_id}')",
        f"appId eq '{client_id}'",
        "displayName eq 'builder'",
    ):
        (row,) = get(maya, f"/servicePrincipals?$filter={asked}").json()["value"]
        assert (row["id"], row["appId"]) == (str(app.guid), client_id)
        assert row["servicePrincipalNames"] == [client_id]
    assert get(maya, f"/servicePrincipals/{app.guid}").json()["appId"] == client_id
    assert ids(get(maya, "/servicePrincipals?$filter=appId eq 'nonsense'")) == []


def test_any_object_is_told_by_its_id(maya, contoso, fabrikam, django_assert_num_queries):
    app, group = factories.app(contoso), factories.group(contoso)
    other = factories.person(fabrikam)
    wanted = [str(row.guid) for row in (group, app, other)]

    answer = post(maya, "/directoryObjects/getByIds", {"ids": [*wanted, str(uuid4()), "x"]})
    only = post(maya, "/directoryObjects/getByIds", {"ids": wanted, "types": ["group"]})

    assert ids(answer) == wanted
    assert ids(only) == wanted[:1]
    assert get(maya, f"/directoryObjects/{group.guid}").json()["@odata.type"] == (
        "#microsoft.graph.group"
    )
    with django_assert_num_queries(4):  # rights, people, groups, service principals
        post(maya, "/directoryObjects/getByIds", {"ids": wanted})


@pytest.mark.parametrize("path", ["/users/nobody", f"/groups/{NOBODY}", "/drives"])
def test_what_is_not_there_reads_as_graph_says_it(maya, path):
    answer = get(maya, path)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "Request_ResourceNotFound"


@pytest.mark.parametrize("asked", ["jobTitle eq 'x'", "displayName"])
def test_what_is_not_understood_is_a_bad_request(maya, asked):
    answer = get(maya, f"/users?$filter={asked}")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "Request_BadRequest"


def test_without_a_token_nothing_is_told(client):
    answer = client.get("/v1.0/users")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


# -- apps


def test_an_app_is_made_for_a_pipeline(olga, contoso):
    """In the order of az ad sp create-for-rbac."""
    app = post(olga, "/applications", {"displayName": "pipeline", "keyCredentials": []})
    wanted = {"displayName": "rbac", "endDateTime": "2027-06-01T00:00:00Z"}
    path = f"/applications/{app.json()['id']}/addPassword"
    secret = post(olga, path, {"passwordCredential": wanted})
    principal = post(olga, "/servicePrincipals", {"appId": app.json()["appId"]})

    assert (app.status_code, secret.status_code, principal.status_code) == (201, 200, 201)
    assert secret.json()["endDateTime"].startswith("2027-06-01T00:00:00")
    assert len(secret.json()["secretText"]) > 30
    made = ServicePrincipal.objects.get()
    assert principal.json()["id"] == str(made.user.guid)
    assert AppSecret.objects.get().name == "rbac"


def test_secrets_are_shown_once_and_removed_by_their_id(olga, maya, contoso):
    app = factories.app(contoso, "builder").as_service.application
    path = f"/applications/{app.client_id}"
    key = post(olga, f"{path}/addPassword", {}).json()

    shown = get(olga, path).json()["passwordCredentials"]
    told = get(maya, path).json()["passwordCredentials"]
    gone = post(olga, f"{path}/removePassword", {"keyId": key["keyId"]})

    assert [row["keyId"] for row in shown] == [key["keyId"]]
    assert shown[0]["secretText"] is None
    assert told == []
    assert gone.status_code == 204
    assert post(olga, f"{path}/removePassword", {"keyId": key["keyId"]}).status_code == 400


def test_a_service_principal_at_home_has_its_apps_secrets(olga, contoso, fabrikam):
    app = factories.app(contoso, "builder")
    path = f"/servicePrincipals/{app.guid}"
    key = post(olga, f"{path}/addPassword", {}).json()

    shown = get(olga, path).json()["passwordCredentials"]
    gone = post(olga, f"{path}/removePassword", {"keyId": key["keyId"]})
    elsewhere = factories.app(fabrikam)

    assert [row["keyId"] for row in shown] == [key["keyId"]]
    assert (gone.status_code, AppSecret.objects.count()) == (204, 0)
    assert post(olga, f"/servicePrincipals/{elsewhere.guid}/addPassword", {}).status_code == 404


def test_an_app_is_made_with_a_certificate_and_keeps_what_is_named(olga, contoso):
    certificate = certificate_of()
    der = (
        pem_of(certificate)
        .replace("-----BEGIN CERTIFICATE-----", "")
        .replace("-----END CERTIFICATE-----", "")
    )
    body = {"displayName": "certified", "keyCredentials": [{"key": der, "type": "x"}]}

    made = post(olga, "/applications", body).json()
    caller, path = Caller(olga), f"/v1.0/applications/{made['id']}"
    kept = caller.patch(path, {"keyCredentials": made["keyCredentials"]}, version="")
    (key,) = caller.get(path, version="").json()["keyCredentials"]
    caller.patch(path, {"keyCredentials": []}, version="")

    assert len(made["keyCredentials"]) == 1
    assert (kept.status_code, key) == (204, made["keyCredentials"][0])
    assert caller.get(path, version="").json()["keyCredentials"] == []


@pytest.mark.parametrize("key", ["nonsense", base64.b64encode(b"nonsense").decode(), "\x00"])
def test_a_key_that_is_no_certificate_makes_nothing(olga, key):
    answer = post(olga, "/applications", {"displayName": "x", "keyCredentials": [{"key": key}]})

    assert answer.status_code == 400
    assert not Application.objects.exists()


def test_an_app_is_changed_and_deleted(olga, contoso):
    app = factories.app(contoso, "builder").as_service.application
    path = f"/v1.0/applications/{app.client_id}"
    body = {
        "displayName": "maker",
        "signInAudience": "AzureADMultipleOrgs",
        "web": {"redirectUris": ["https://maker.example/back"]},
    }

    assert Caller(olga).patch(path, body, version="").status_code == 204
    shown = Caller(olga).get(path, version="").json()
    assert Caller(olga).delete(path, version="").status_code == 204

    assert {name: shown[name] for name in body} == body
    assert not Application.objects.exists()
    assert not User.objects.filter(display_name="maker").exists()


def test_who_may_not_register_apps_is_refused_in_the_known_words(maya, contoso):
    app = factories.app(contoso).as_service.application

    answers = [
        post(maya, "/applications", {"displayName": "x"}),
        post(maya, f"/applications/{app.client_id}/addPassword", {}),
        Caller(maya).delete(f"/v1.0/applications/{app.client_id}", version=""),
    ]

    for answer in answers:
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "Authorization_RequestDenied"
        assert answer.json()["error"]["message"].startswith("Insufficient privileges")


def test_a_multi_tenant_app_of_elsewhere_gets_its_service_principal(olga, contoso, fabrikam):
    app = apps.create_app(
        actor=ACTOR, tenant=fabrikam, name="tool", is_multi_tenant=True
    ).as_service.application
    own = factories.app(fabrikam, "own").as_service.application

    made = post(olga, "/servicePrincipals", {"appId": str(app.client_id)})
    refused = post(olga, "/servicePrincipals", {"appId": str(own.client_id)})

    assert made.status_code == 201
    assert made.json()["appOwnerOrganizationId"] == str(fabrikam.guid)
    assert (refused.status_code, "does not reference" in refused.content.decode()) == (400, True)
    assert get(olga, f"/applications/{app.client_id}").status_code == 404
    path = f"/v1.0/servicePrincipals/{made.json()['id']}"
    assert Caller(olga).delete(path, version="").status_code == 204
    assert not ServicePrincipal.objects.filter(tenant=contoso).exists()
