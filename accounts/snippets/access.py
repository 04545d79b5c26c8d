"""Steps of access pages."""

from shlex import quote
from uuid import uuid4

from accounts.choices import PrincipalKind, ResourceType
from accounts.models import Group, Resource, User
from accounts.roles import Role
from accounts.services.grants import Grant
from portal.snippets import Call, Step, option

API = "2022-04-01"
PROVIDER = "providers/Microsoft.Authorization"


def listing_access(card: Resource) -> list[Step]:
    """az asks a tenant's roles by another address, so there it is left out."""
    az = ["role assignment list", option("--scope", card.arm_id), "--include-inherited"]
    path = f"{card.arm_id}/{PROVIDER}/roleAssignments"
    return [
        Step(
            "Who has access, given here or above",
            Call("GET", path, API, query={"$filter": "atScope()"}),
            az=[] if _is_tenant(card) else [*az, "--output table"],
            command=[f"list_access {card.arm_id}"],
        )
    ]


def giving_access(card: Resource, role: Role, principal: User | Group) -> list[Step]:
    name, kind = str(principal.guid), _kind(principal)
    az = [
        "role assignment create",
        option("--assignee-object-id", name),
        option("--assignee-principal-type", kind),
        option("--role", role.name),
        option("--scope", card.arm_id),
    ]
    body = {
        "properties": {
            "roleDefinitionId": f"{card.arm_id}/{PROVIDER}/roleDefinitions/{role.guid}",
            "principalId": name,
            "principalType": kind,
        }
    }
    return [
        Step(
            f"{role.name} for one {WORDS[kind]}, by object id",
            Call("PUT", f"{card.arm_id}/{PROVIDER}/roleAssignments/{uuid4()}", API, body),
            az=[] if _is_tenant(card) else az,
            command=[
                f"grant {quote(role.name)}",
                option("--to", name),
                option("--on", card.arm_id),
            ],
        )
    ]


def removing_access(grant: Grant, card: Resource, principal: User | Group) -> list[Step]:
    path = f"{card.arm_id}/{PROVIDER}/roleAssignments/{grant.guid}"
    return [
        Step(
            "Ends at once",
            Call("DELETE", path, API),
            az=[] if _is_tenant(card) else ["role assignment delete", option("--ids", path)],
            command=[
                f"revoke {quote(grant.role.name)}",
                option("--from", principal.guid),
                option("--on", card.arm_id),
            ],
        )
    ]


WORDS = {"User": "person", "ServicePrincipal": "app", "Group": "group"}


def _kind(principal: User | Group) -> str:
    if isinstance(principal, Group):
        return "Group"
    return "ServicePrincipal" if principal.kind == PrincipalKind.SERVICE else "User"


def _is_tenant(card: Resource) -> bool:
    return card.kind == ResourceType.TENANT
