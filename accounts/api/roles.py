"""Role definitions, and what the caller may do somewhere."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.scopes import fetch_scope, subscription_in
from accounts.roles import ROLES, Role
from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.ids import ResourceId
from portal.api.odata import parse_filter
from portal.api.resources import Answer, ArmResource, Body
from portal.api.views import ArmView, ResourceView
from portal.errors import InvalidInput, NotFound

TYPE = "Microsoft.Authorization/roleDefinitions"
BUILT_IN = "BuiltInRole"
VERSIONS = ("2022-04-01", "2022-05-01-preview", "2018-07-01", "2018-01-01-preview", "2015-07-01")


class RoleDefinitionResource(ArmResource):
    """The built-in roles; there are no others, and what would make one is refused."""

    type = TYPE
    floor = "2015-07-01"
    versions = VERSIONS

    def get(self, call: Call, id_: ResourceId) -> Body:
        return shape(role_of(id_.name), id_.scope)

    def put(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        raise custom_roles()

    def delete(self, call: Call, id_: ResourceId) -> Answer:
        raise custom_roles()


def custom_roles() -> NotServed:
    names = ", ".join(role.name for role in ROLES)
    return NotServed(f"There are no custom roles here. The built-in ones are: {names}.")


def role_of(text: str) -> Role:
    """By its guid, bare or at the end of its id."""
    wanted = text.rstrip("/").rsplit("/", 1)[-1].lower()
    for role in ROLES:
        if str(role.guid) == wanted:
            return role
    raise NotFound(
        f"The specified role definition with ID '{wanted[:80]}' does not exist.",
        code="RoleDefinitionDoesNotExist",
    )


def id_of(role: Role, scope: str) -> str:
    """As seen from the scope, so that definitions and assignments asked for there fit together."""
    return f"{subscription_in(scope)}/providers/{TYPE}/{role.guid}"


def shape(role: Role, scope: str) -> Body:
    return {
        "id": id_of(role, scope),
        "type": TYPE,
        "name": str(role.guid),
        "properties": {
            "roleName": role.name,
            "type": BUILT_IN,
            "description": role.description,
            "assignableScopes": ["/"],
            "permissions": [permission(role)],
            "createdOn": "2015-02-02T21:55:09.8806423Z",
            "updatedOn": "2015-02-02T21:55:09.8806423Z",
            "createdBy": None,
            "updatedBy": None,
        },
    }


def permission(role: Role) -> Body:
    return {
        "actions": list(role.actions),
        "notActions": list(role.not_actions),
        "dataActions": [],
        "notDataActions": [],
    }


class RoleDefinitionView(ResourceView):
    resource = RoleDefinitionResource()


class RoleDefinitions(ArmView):
    """The same wherever one asks, so nothing is told of the scope."""

    query_options = {"$filter": "roleName eq 'Reader', or type eq 'BuiltInRole'"}

    def get(self, request: Request, scope: str = "") -> Response:
        terms = parse_filter(self.call.option("$filter"))
        found = [role for role in ROLES if all(_matches(role, term) for term in terms)]
        return Response({"value": [shape(role, f"/{scope}") for role in found]})


def _matches(role: Role, term: Any) -> bool:
    if term.op in {"atscopeandbelow", "atscope"}:
        return True
    value = {"rolename": role.name, "type": BUILT_IN, "name": str(role.guid)}.get(
        term.field.lower()
    )
    if value is None or term.op != "eq":
        raise InvalidInput(
            "Role definitions are filtered by roleName and type, with eq.",
            field="$filter",
            code="InvalidFilterInQueryString",
        )
    return value.lower() == term.value.lower()


class Permissions(ArmView):
    """What the caller's roles allow, taken together."""

    def get(self, request: Request, scope: str) -> Response:
        card = fetch_scope(self.call, f"/{scope}")
        held = sorted(self.call.access.roles_on(card), key=lambda role: role.name)
        return Response({"value": [permission(role) for role in held]})


def guid_of_name(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError as error:
        raise InvalidInput(
            f"The role assignment ID '{name[:80]}' is not valid. It must be a GUID.",
            code="InvalidRoleAssignmentId",
        ) from error
