"""The roles on offer when access is given, and what each lets somebody see and do."""

from dataclasses import dataclass

from accounts.choices import ResourceType
from accounts.models import Access, Resource
from accounts.roles import (
    CONTRIBUTOR,
    GALLERY_ARTIFACTS_PUBLISHER,
    GALLERY_IMAGE_READER,
    GALLERY_SHARING_ADMIN,
    OWNER,
    READER,
    USER_ACCESS_ADMINISTRATOR,
    Role,
    lacks,
)

LEAST_FIRST = (
    READER,
    GALLERY_IMAGE_READER,
    GALLERY_ARTIFACTS_PUBLISHER,
    CONTRIBUTOR,
    GALLERY_SHARING_ADMIN,
    USER_ACCESS_ADMINISTRATOR,
    OWNER,
)

PLURALS = {
    ResourceType.TENANT: "the tenant",
    ResourceType.SUBSCRIPTION: "subscriptions",
    ResourceType.RESOURCE_GROUP: "resource groups",
    ResourceType.GALLERY: "galleries",
    ResourceType.DEFINITION: "definitions",
    ResourceType.VERSION: "versions",
}


@dataclass(frozen=True)
class Offer:
    """`refusal` says why the person who asks cannot give this role."""

    role: Role
    sees: str
    refusal: str


def offers(card: Resource, access: Access) -> list[Offer]:
    """From the least to the most that one can give."""
    held = access.roles_on(card)
    return [Offer(role, sees(role, card.kind), _refusal(role, held)) for role in LEAST_FIRST]


def _refusal(role: Role, held: set[Role]) -> str:
    return "It allows more than you may do yourself." if lacks(held, role) else ""


def sees(role: Role, scope: ResourceType) -> str:
    """In words: what is open to them at the scope and below it."""
    types = list(ResourceType)
    below = types[types.index(scope) :]
    opened = [type_ for type_ in below if role.allows(f"{type_}/read")]
    if opened == below:
        return "Sees everything here"
    if not opened:
        return "Sees nothing by itself"
    return f"Sees {_joined([PLURALS[type_] for type_ in opened])}, nothing else"


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
