"""Nobody gains rights by the directory.

Whoever can put people into a group, or choose somebody's password, can have what these have. So
that is left to those who may give all of it themselves.
"""

from collections.abc import Iterable
from itertools import chain

from accounts.models import Access, Application, Group, GroupGrant, Tenant, User, UserGrant
from accounts.roles import lacks
from portal.audit.services import Actor
from portal.errors import Forbidden


def require_no_less(actor: Actor, principal: User | Group) -> None:
    """Raises Forbidden unless the actor may do all that was given to the principal."""
    if isinstance(principal, User) and principal.is_installation_administrator:
        require_administrator(actor)
    _require_all_of(actor, principal, principal.tenant)


def require_no_less_than_app(actor: Actor, application: Application) -> None:
    """Whoever makes a credential of an app can act as it, in every tenant that it acts in."""
    for principal in application.principals.select_related("user__tenant__resource"):
        _require_all_of(actor, principal.user, application.tenant)


def _require_all_of(actor: Actor, principal: User | Group, at: Tenant) -> None:
    access = Access.of(actor.principal)  # type: ignore[arg-type]
    home = at.resource
    for grant in _grants_of(principal):
        # What another tenant gave weighs like the same role here: its cards are not ours to know.
        card = grant.content_object if grant.content_object.tenant_id == home.pk else home
        if lacks(access.roles_on(card), grant.role):
            raise Forbidden(
                f"{principal} has more rights than you may give ({grant.role.name}). An Owner of "
                f"{at} can do this. Nothing was changed."
            )


def require_administrator(actor: Actor) -> None:
    """Raises Forbidden unless the operator or an installation administrator acts."""
    principal = actor.principal
    if isinstance(principal, User) and not principal.is_installation_administrator:
        raise Forbidden("Only an installation administrator can do this. Nothing was changed.")


def _grants_of(principal: User | Group) -> Iterable[UserGrant | GroupGrant]:
    """What they hold themselves or by their groups."""
    direct = UserGrant.objects.none()
    if isinstance(principal, User):
        direct = UserGrant.objects.filter(UserGrant.live(), user=principal)
        grouped = GroupGrant.objects.filter(GroupGrant.live(), group__user=principal)
    else:
        grouped = GroupGrant.objects.filter(GroupGrant.live(), group=principal.auth_group)
    related = ("permission", "content_object")
    return chain(direct.select_related(*related), grouped.select_related(*related))
