"""What a body wants: a role, and a person, app or group of the caller's directory to have it."""

from dataclasses import dataclass

from accounts.api.assignments.bodies import RoleAssignmentSerializer, kind_of
from accounts.api.roles import role_of
from accounts.models import Group, User
from accounts.roles import Role
from accounts.services.grants import find_principals
from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.fields import read
from portal.api.resources import Body
from portal.errors import InvalidInput, NotFound
from portal.guids import guid_of


@dataclass(frozen=True)
class Wanted:
    role: Role
    principal: User | Group


def wanted_of(call: Call, body: Body) -> Wanted:
    properties = read(RoleAssignmentSerializer, body).get("properties", {})
    for name in ("roleDefinitionId", "principalId"):
        if not properties.get(name):
            raise InvalidInput(f"The property '{name}' is required.", field=f"properties.{name}")
    if properties.get("condition"):
        raise NotServed(
            "Role assignments have no conditions here. Leave condition out, and give the role on a "
            "narrower scope.",
            field="properties.condition",
        )
    try:
        role = role_of(properties["roleDefinitionId"])
    except NotFound as error:
        raise InvalidInput(
            error.message, code=error.code, field="properties.roleDefinitionId"
        ) from error
    principal = _principal(call.user, properties["principalId"])
    _check_kind(principal, properties.get("principalType", ""))
    return Wanted(role, principal)


def _principal(asker: User, guid: str) -> User | Group:
    found = find_principals(asker, guid) if guid_of(guid) else []
    for principal in found:
        if principal.guid == guid_of(guid):
            return principal
    raise InvalidInput(
        f"Principal {guid} does not exist in the directory {asker.tenant.guid}. Check that you "
        "have the object id, not the application id.",
        code="PrincipalNotFound",
        field="properties.principalId",
    )


def _check_kind(principal: User | Group, said: str) -> None:
    if said and said.lower() != kind_of(principal).lower():
        raise InvalidInput(
            f"The principal {principal.guid} is of type {kind_of(principal)}, not {said}.",
            code="UnmatchedPrincipalType",
            field="properties.principalType",
        )
