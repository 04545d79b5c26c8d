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
    scope = _scope(card)
    path = f"{scope}/{PROVIDER}/roleAssignments"
    return [
        Step(
            "Who has access, given here or above",
            Call("GET", path, API, query={"$filter": "atScope()"}),
            az=[
                "role assignment list",
                option("--scope", scope),
                "--include-inherited --output table",
            ],
            command=[f"list_access {card.arm_id}"],
        )
    ]


def giving_access(card: Resource, role: Role, principal: User | Group) -> list[Step]:
    name, kind, scope = str(principal.guid), _kind(principal), _scope(card)
    body = {
        "properties": {
            "roleDefinitionId": f"{scope}/{PROVIDER}/roleDefinitions/{role.guid}",
            "principalId": name,
            "principalType": kind,
        }
    }
    return [
        Step(
            f"{role.name} for one {WORDS[kind]}, by object id",
            Call("PUT", f"{scope}/{PROVIDER}/roleAssignments/{uuid4()}", API, body),
            az=[
                "role assignment create",
                option("--assignee-object-id", name),
                option("--assignee-principal-type", kind),
                option("--role", role.name),
                option("--scope", scope),
            ],
            command=[
                f"grant {quote(role.name)}",
                option("--to", name),
                option("--on", card.arm_id),
            ],
        )
    ]


def removing_access(grant: Grant, card: Resource, principal: User | Group) -> list[Step]:
    path = f"{_scope(card)}/{PROVIDER}/roleAssignments/{grant.guid}"
    return [
        Step(
            "Ends at once",
            Call("DELETE", path, API),
            az=["role assignment delete", option("--ids", path)],
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


def _scope(card: Resource) -> str:
    """Clients know a tenant by its root management group."""
    if card.kind == ResourceType.TENANT:
        return f"/providers/Microsoft.Management/managementGroups/{card.guid}"
    return card.arm_id
