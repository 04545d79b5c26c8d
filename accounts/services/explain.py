"""Why somebody has access: every way from the person to the resource."""

from dataclasses import dataclass

from accounts.choices import SCOPE_COLUMNS
from accounts.models import Group, GroupGrant, Resource, User, UserGrant
from accounts.roles import USER_ACCESS_ADMINISTRATOR, Role


@dataclass(frozen=True)
class Chain:
    """One way: the person, the group they are in if any, the role, where it was given.

    Without `scope` and `grant`, the person has elevated themselves for a while.
    """

    principal: User
    group: Group | None
    role: Role
    scope: Resource | None
    is_inherited: bool
    grant: UserGrant | GroupGrant | None


def why(principal: User, card: Resource) -> list[Chain]:
    """The nearest scope first; empty when they have no access. In two queries."""
    if not principal.is_active:
        return []
    above = [getattr(card, f"{column}_id") for column in SCOPE_COLUMNS.values()]
    at = {"content_object__in": [pk for pk in above if pk]}
    direct = UserGrant.objects.filter(UserGrant.live(), user=principal, **at)
    grouped = GroupGrant.objects.filter(GroupGrant.live(), group__user=principal, **at)
    related = ("permission", "content_object", "granted_by")
    found = [_chain(principal, None, grant, card) for grant in direct.select_related(*related)]
    for grant in grouped.select_related(*related, "group__as_group__tenant"):
        found.append(_chain(principal, grant.group.as_group, grant, card))
    found.sort(key=lambda chain: -above.index(chain.scope.pk))  # type: ignore[union-attr]
    return [*found, *_by_elevation(principal)]


def _chain(
    principal: User, group: Group | None, grant: UserGrant | GroupGrant, card: Resource
) -> Chain:
    scope = grant.content_object
    return Chain(principal, group, grant.role, scope, scope.pk != card.pk, grant)


def _by_elevation(principal: User) -> list[Chain]:
    if not principal.is_elevated:
        return []
    return [Chain(principal, None, USER_ACCESS_ADMINISTRATOR, None, True, None)]
