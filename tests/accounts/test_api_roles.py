"""Role definitions and assignments by the API."""

from uuid import UUID, uuid4

import pytest

from accounts import roles
from accounts.models import GroupGrant, UserGrant
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db
AUTHORIZATION = "providers/Microsoft.Authorization"
PLACES = ["contoso", "platform", "images", "base", "ubuntu"]


@pytest.fixture
def owner(house):
    person = factories.person(house.contoso, "Olga")
    factories.grant(roles.OWNER, person, house.contoso)
    return Caller(person)


@pytest.fixture
def maya(house):
    return factories.person(house.contoso, "Maya")


def scope_of(house, place):
    if place == "contoso":
        return f"/providers/Microsoft.Management/managementGroups/{house.contoso.guid}"
    return house[place].arm_id


def wanted(role, principal, **more):
    role_id = f"/subscriptions/x/{AUTHORIZATION}/roleDefinitions/{role.guid}"
    properties = {"roleDefinitionId": role_id, "principalId": str(principal.guid), **more}
    return {"properties": properties}


def put(caller, scope, role, principal, name=None, **more):
    path = f"{scope}/{AUTHORIZATION}/roleAssignments/{name or uuid4()}"
    return caller.put(path, wanted(role, principal, **more))


def code(answer):
    return answer.status_code, answer.json()["error"]["code"]


def assigned(caller, scope, asked=""):
    answer = caller.get(f"{scope}/{AUTHORIZATION}/roleAssignments{asked}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["value"]


# -- definitions


def test_a_role_is_found_by_name_and_by_id(house, owner):
    scope = house["base"].arm_id

    answer = owner.get(f"{scope}/{AUTHORIZATION}/roleDefinitions?$filter=roleName eq 'reader'")

    (reader,) = answer.json()["value"]
    assert reader["name"] == str(roles.READER.guid)
    assert reader["id"] == (
        f"{house['platform'].arm_id}/{AUTHORIZATION}/roleDefinitions/{roles.READER.guid}"
    )
    assert reader["properties"]["permissions"][0]["actions"] == ["*/read"]
    assert owner.get(reader["id"]).json() == reader


def test_all_roles_are_listed(owner):
    rows = owner.get(f"/{AUTHORIZATION}/roleDefinitions?$filter=type eq 'BuiltInRole'").json()

    assert len(rows["value"]) == len(roles.ROLES)


def test_custom_roles_are_refused_and_unknown_ones_not_found(house, owner):
    path = f"{house['platform'].arm_id}/{AUTHORIZATION}/roleDefinitions/{uuid4()}"

    assert code(owner.put(path, {"properties": {}})) == (400, "FeatureNotSupported")
    assert code(owner.get(path)) == (404, "RoleDefinitionDoesNotExist")


def test_one_is_told_what_ones_roles_allow(house, maya):
    factories.grant(roles.READER, maya, house["images"])

    answer = Caller(maya).get(f"{house['base'].arm_id}/{AUTHORIZATION}/permissions")
    hidden = Caller(maya).get(f"{house['desk'].arm_id}/{AUTHORIZATION}/permissions")

    assert [row["actions"] for row in answer.json()["value"]] == [["*/read"]]
    assert hidden.status_code == 404


# -- giving


@pytest.mark.parametrize("place", PLACES)
def test_a_role_is_given_under_the_name_that_its_giver_chose(house, owner, maya, place):
    name, scope = str(uuid4()), scope_of(house, place)

    made = put(owner, scope, roles.READER, maya, name, principalType="User")

    assert made.status_code == 201
    body = made.json()
    assert body["id"] == f"{scope}/{AUTHORIZATION}/roleAssignments/{name}"
    assert body["properties"]["scope"] == scope
    assert body["properties"]["principalId"] == str(maya.guid)
    assert body["properties"]["createdBy"] == str(owner.user.guid)
    assert owner.get(body["id"]).json() == body
    assert UserGrant.objects.get(guid=name).user == maya


def test_to_a_group_too(house, owner, maya):
    group = factories.group(members=(maya,))

    made = put(owner, house["base"].arm_id, roles.READER, group)

    assert made.json()["properties"]["principalType"] == "Group"
    assert GroupGrant.objects.get(guid=UUID(made.json()["name"]))
    assert Caller(maya).get(house["base"].arm_id).status_code == 200


def test_putting_the_same_again_changes_nothing(house, owner, maya):
    name, scope = uuid4(), house["base"].arm_id
    first = put(owner, scope, roles.READER, maya, name)

    again = put(owner, scope, roles.READER, maya, name)

    assert (again.status_code, again.json()) == (200, first.json())


def test_the_same_role_twice_exists_already(house, owner, maya):
    first = put(owner, house["base"].arm_id, roles.READER, maya)

    second = put(owner, house["base"].arm_id, roles.READER, maya)

    assert code(second) == (409, "RoleAssignmentExists")
    assert first.json()["name"] in second.json()["error"]["message"]


def test_a_name_stays_with_what_it_names(house, owner, maya):
    name = uuid4()
    put(owner, house["base"].arm_id, roles.READER, maya, name)

    other_role = put(owner, house["base"].arm_id, roles.CONTRIBUTOR, maya, name)
    other_scope = put(owner, house["desk"].arm_id, roles.READER, maya, name)

    assert code(other_role) == code(other_scope) == (409, "RoleAssignmentUpdateNotPermitted")


def test_a_single_version_is_no_scope(house, owner, maya):
    answer = put(owner, house["ubuntu/1.0.0"].arm_id, roles.READER, maya)

    assert code(answer) == (400, "ScopeNotSupported")
    assert "Share its definition instead" in answer.json()["error"]["message"]
    assert code(put(owner, "", roles.READER, maya)) == (400, "ScopeNotSupported")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"principalId": str(uuid4())}, "PrincipalNotFound"),
        ({"principalId": "somebody"}, "PrincipalNotFound"),
        ({"principalId": None}, "InvalidParameter"),
        ({"principalType": "Group"}, "UnmatchedPrincipalType"),
        ({"roleDefinitionId": f"/x/{uuid4()}"}, "RoleDefinitionDoesNotExist"),
        ({"condition": "@Resource == 1"}, "FeatureNotSupported"),
    ],
)
def test_what_is_wrong_is_named(house, owner, maya, more, told):
    body = wanted(roles.READER, maya)
    body["properties"].update(more)

    path = f"{house['base'].arm_id}/{AUTHORIZATION}/roleAssignments/{uuid4()}"

    assert code(owner.put(path, body)) == (400, told)


def test_a_name_must_be_a_guid(house, owner, maya):
    answer = put(owner, house["base"].arm_id, roles.READER, maya, "mine")

    assert code(answer) == (400, "InvalidRoleAssignmentId")


@pytest.mark.parametrize(
    ("held", "given"),
    [
        (roles.CONTRIBUTOR, roles.READER),
        (roles.GALLERY_ARTIFACTS_PUBLISHER, roles.GALLERY_IMAGE_READER),
        (roles.USER_ACCESS_ADMINISTRATOR, roles.CONTRIBUTOR),
    ],
)
def test_nobody_gives_what_they_may_not(house, maya, held, given):
    factories.grant(held, maya, house["images"])
    other = factories.person(house.contoso)

    answer = put(Caller(maya), house["base"].arm_id, given, other)

    assert code(answer) == (403, "AuthorizationFailed")


def test_a_sharing_admin_gives_no_roles(house, maya):
    factories.grant(roles.GALLERY_SHARING_ADMIN, maya, house["base"])

    answer = put(Caller(maya), house["base"].arm_id, roles.GALLERY_SHARING_ADMIN, maya)

    assert code(answer) == (404, "ResourceNotFound")


def test_what_is_invisible_reads_as_absent(house, maya):
    hidden, absent = house["base"].arm_id, house["base"].arm_id + "2"

    for scope in (hidden, absent):
        assert code(put(Caller(maya), scope, roles.READER, maya)) == (404, "ResourceNotFound")
        assert Caller(maya).get(f"{scope}/{AUTHORIZATION}/roleAssignments").status_code == 404


# -- listing


@pytest.fixture
def given(house, maya):
    """Maya reads the group and one image, her team one gallery, a guest the other."""
    team = factories.group(house.contoso, "Team", members=(maya,))
    guest = factories.person(house.fabrikam, "Guest")
    factories.grant(roles.READER, maya, house["images"])
    factories.grant(roles.GALLERY_IMAGE_READER, maya, house["kiosk"])
    factories.grant(roles.READER, team, house["desk"])
    factories.grant(roles.READER, guest, house["base"])
    return {"team": team, "guest": guest}


def names(rows, house):
    by_id = {scope_of(house, place): place for place in [*PLACES, "desktops", "desk", "kiosk"]}
    return sorted(by_id[row["properties"]["scope"]] for row in rows)


def test_assignments_are_listed_at_above_and_below_a_scope(house, owner, given):
    desk = house["desk"].arm_id

    assert names(assigned(owner, desk), house) == ["contoso", "desk", "kiosk"]
    assert names(assigned(owner, desk, "?$filter=atScope()"), house) == ["contoso", "desk"]
    assert len(assigned(owner, house["platform"].arm_id)) == 5


def test_of_one_principal_with_and_without_their_groups(house, owner, maya, given):
    platform = house["platform"].arm_id

    own = assigned(owner, platform, f"?$filter=principalId eq '{maya.guid}'")
    all_ = assigned(owner, platform, f"?$filter=assignedTo('{maya.guid}')")

    assert names(own, house) == ["images", "kiosk"]
    assert names(all_, house) == ["desk", "images", "kiosk"]


def test_role_ids_match_the_definitions_listed_at_the_same_scope(house, owner, given):
    scope = house["kiosk"].arm_id
    rows = owner.get(f"{scope}/{AUTHORIZATION}/roleDefinitions").json()["value"]

    known = {row["id"] for row in rows}

    assert {row["properties"]["roleDefinitionId"] for row in assigned(owner, scope)} <= known


def test_pages_take_a_constant_number_of_queries(house, owner, given, django_assert_num_queries):
    path = f"{house['platform'].arm_id}/{AUTHORIZATION}/roleAssignments"
    found, link = [], f"{path}?$top=2"
    while link:
        body = owner.get(link.removeprefix("http://testserver"), "" if found else "2022-04-01")
        found += [row["name"] for row in body.json()["value"]]
        link = body.json().get("nextLink")

    assert len(found) == len(set(found)) == 5
    with django_assert_num_queries(4):  # rights, scope, two tables
        owner.get(path)


def test_guests_are_told_only_of_their_own(house, given):
    guest = Caller(given["guest"])

    rows = assigned(guest, house["base"].arm_id)

    assert names(rows, house) == ["base"]
    assert rows[0]["properties"]["createdBy"] is None


def test_image_readers_are_not_told_who_else_is(house, maya):
    factories.grant(roles.GALLERY_IMAGE_READER, maya, house["ubuntu"])

    answer = Caller(maya).get(f"{house['ubuntu'].arm_id}/{AUTHORIZATION}/roleAssignments")

    assert code(answer) == (403, "AuthorizationFailed")


# -- taking away


def test_deleting_tells_what_was_and_then_there_is_nothing(house, owner, maya):
    made = put(owner, house["base"].arm_id, roles.READER, maya).json()

    gone = owner.delete(made["id"])

    assert (gone.status_code, gone.json()) == (200, made)
    assert owner.delete(made["id"]).status_code == 204
    assert code(owner.get(made["id"])) == (404, "RoleAssignmentNotFound")
    assert Caller(maya).get(house["base"].arm_id).status_code == 404


def test_the_last_owner_stays(house, owner):
    (row,) = assigned(owner, scope_of(house, "contoso"))

    answer = owner.delete(row["id"])

    assert answer.status_code == 409


def test_readers_take_nothing_away(house, owner, maya):
    factories.grant(roles.READER, maya, house["base"])
    (row,) = assigned(owner, house["base"].arm_id, f"?$filter=principalId eq '{maya.guid}'")

    assert code(Caller(maya).delete(row["id"])) == (403, "AuthorizationFailed")
