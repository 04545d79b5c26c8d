"""Built-in roles as data, with the names, ids and actions of the public service.

Source: Azure built-in roles for compute and general use; see docs/design/access.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from uuid import UUID


@dataclass(frozen=True)
class Role:
    """A named set of actions. `key` is the name of guardian's permission that stands for it."""

    key: str
    name: str
    guid: UUID
    description: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()

    def allows(self, action: str) -> bool:
        return _allows(self, action.lower())


@cache
def _allows(role: Role, action: str) -> bool:
    def matches(patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(action, pattern.lower()) for pattern in patterns)

    return matches(role.actions) and not matches(role.not_actions)


OWNER = Role(
    key="owner",
    name="Owner",
    guid=UUID("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    description="Full access to everything, including giving access to others.",
    actions=("*",),
)
USER_ACCESS_ADMINISTRATOR = Role(
    key="user_access_administrator",
    name="User Access Administrator",
    guid=UUID("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
    description="Gives and removes access, and reads everything.",
    actions=("*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"),
)
CONTRIBUTOR = Role(
    key="contributor",
    name="Contributor",
    guid=UUID("b24988ac-6180-42a0-ab88-20f7382dd24c"),
    description="Manages all resources, but gives no access and shares no gallery.",
    actions=("*",),
    not_actions=(
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
        "Microsoft.Compute/galleries/share/action",
    ),
)
READER = Role(
    key="reader",
    name="Reader",
    guid=UUID("acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    description="Sees everything, changes nothing.",
    actions=("*/read",),
)
GALLERY_SHARING_ADMIN = Role(
    key="gallery_sharing_admin",
    name="Compute Gallery Sharing Admin",
    guid=UUID("1ef6a3be-d0ac-425d-8c01-acb62866290b"),
    description="Shares galleries with subscriptions, tenants and the community.",
    actions=("Microsoft.Compute/galleries/share/action",),
)
GALLERY_ARTIFACTS_PUBLISHER = Role(
    key="gallery_artifacts_publisher",
    name="Compute Gallery Artifacts Publisher",
    guid=UUID("85a2d0d9-2eba-4c9c-b355-11c2cc0788ab"),
    description="Publishes galleries, image definitions and image versions.",
    actions=(
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Compute/galleries/*",
        "Microsoft.Compute/locations/capsOperations/read",
        "Microsoft.Compute/locations/communityGalleries/*",
        "Microsoft.Compute/locations/sharedGalleries/*",
        "Microsoft.Compute/images/*",
        "Microsoft.Compute/virtualMachines/write",
        "Microsoft.Compute/disks/write",
    ),
    not_actions=("Microsoft.Compute/galleries/share/action",),
)
GALLERY_IMAGE_READER = Role(
    key="gallery_image_reader",
    name="Compute Gallery Image Reader",
    guid=UUID("cf7c76d2-98a3-4358-a134-615aa78bf44d"),
    description="Reads image definitions and versions, and makes machines from them.",
    actions=(
        "Microsoft.Compute/galleries/images/read",
        "Microsoft.Compute/galleries/images/versions/read",
    ),
)

ROLES = (
    OWNER,
    USER_ACCESS_ADMINISTRATOR,
    CONTRIBUTOR,
    READER,
    GALLERY_SHARING_ADMIN,
    GALLERY_ARTIFACTS_PUBLISHER,
    GALLERY_IMAGE_READER,
)
BY_KEY = {role.key: role for role in ROLES}


def lacks(held: Iterable[Role], wanted: Role) -> list[str]:
    """What the wanted role allows and the held ones together do not, as patterns of actions."""
    roles = frozenset(held)
    return [action for action in wanted.actions if not _covered(action, wanted.not_actions, roles)]


def _covered(pattern: str, left_out: tuple[str, ...], held: frozenset[Role]) -> bool:
    """Some role allows the whole pattern, and what that one leaves out is not wanted, or is
    allowed by another."""
    return any(
        _inside(pattern, role.actions)
        and all(
            _inside(gap, left_out) or not _overlap(gap, pattern) or _covered(gap, (), held - {role})
            for gap in role.not_actions
        )
        for role in held
    )


def _inside(pattern: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(pattern.lower(), wider.lower()) for wider in patterns)


def _overlap(one: str, other: str) -> bool:
    """Whether some action matches both patterns."""
    return _meet(one.lower(), other.lower())


@cache
def _meet(one: str, other: str) -> bool:
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return _meet(one[1:], other) or _meet(one, other[1:])
    if other[0] == "*":
        return _meet(other, one)
    return one[0] == other[0] and _meet(one[1:], other[1:])
