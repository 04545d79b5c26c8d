"""Giving and removing access, and who may learn of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.choices import ResourceType
from accounts.models import Access, Group, GroupGrant, Operator, Resource, User, UserGrant
from accounts.models.scoped import NOTHING
from accounts.roles import Role, lacks
from accounts.services.owners import keeping_owners
from accounts.services.rows import once
from portal.audit.services import Actor, record
from portal.errors import Conflict, Forbidden, InvalidInput

READ = "Microsoft.Authorization/roleAssignments/read"
WRITE = "Microsoft.Authorization/roleAssignments/write"
DELETE = "Microsoft.Authorization/roleAssignments/delete"

MOST_FOUND = 20

Grant = UserGrant | GroupGrant


@transaction.atomic
def give_access(
    *,
    actor: Actor,
    granter: Access,
    role: Role,
    principal: User | Group,
    card: Resource,
    expires_at: datetime | None = None,
    guid: UUID | None = None,
) -> Grant:
    """Give the role on the card and on everything below it; `guid` is to be the grant's own id."""
    _require_scope(card)
    _require_right(granter, WRITE, card)
    _require_own_rights(granter, role, card)
    _require_future(expires_at)
    grant = _row(role, principal, card)
    grant.granted_by_id = actor.principal.pk
    grant.granted_at = timezone.now()
    grant.expires_at = expires_at
    grant.guid = guid or grant.guid
    with once(_taken(role, principal, card), field="principal"):
        grant.save()
    summary = f"gave {principal} {role.name} on {card.name}"
    record(actor, WRITE, card, summary, after=_facts(grant, principal))
    return grant


def _require_scope(card: Resource) -> None:
    if card.is_scope:
        return
    raise InvalidInput(
        f"Access is not given on a single version. Share its definition instead: "
        f"whoever can read {card.definition or 'the definition'} can use all its versions.",
        field="scope",
        code="ScopeNotSupported",
    )


def _require_right(granter: Access, action: str, card: Resource) -> None:
    if not granter.can(action, card):
        raise Forbidden(
            f"You may not change who has access to {card.name}: the right {action} is missing. "
            "An Owner or User Access Administrator of it can do this.",
            action=action,
            card=card,
        )


def _require_own_rights(granter: Access, role: Role, card: Resource) -> None:
    missing = lacks(granter.roles_on(card), role)
    if missing:
        raise Forbidden(
            f"You cannot give {role.name} on {card.name}, because it allows what you may not do "
            f"yourself ({', '.join(missing)}). An Owner of it can.",
            field="role",
        )


def _require_future(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= timezone.now():
        raise InvalidInput("The access would end before it begins.", field="expires_at")


def _row(role: Role, principal: User | Group, card: Resource) -> Grant:
    """A new row, or the one left by an access that has ended. Raises Conflict while one lives."""
    model, who = _address(principal)
    permission = Permission.objects.select_related("content_type").get(
        codename=role.key, content_type__app_label="accounts"
    )
    row = model(**who, permission=permission, content_object=card)
    found = model.objects.filter(**who, permission=permission, content_object=card).first()
    if found is None:
        return row
    if found.is_live:
        message = _taken(role, principal, card)
        raise Conflict(message, field="principal", code="RoleAssignmentExists", guid=found.guid)
    row.pk, row.guid = found.pk, found.guid
    return row


def _taken(role: Role, principal: User | Group, card: Resource) -> str:
    return f"{principal} already has {role.name} on {card.name}."


def _address(principal: User | Group) -> tuple[type[Any], dict[str, Any]]:
    if isinstance(principal, User):
        return UserGrant, {"user": principal}
    return GroupGrant, {"group": principal.auth_group}


def _facts(grant: Grant, principal: User | Group) -> dict[str, Any]:
    ends = {"until": grant.expires_at.isoformat()} if grant.expires_at else {}
    return {"role": grant.role.name, "principal": str(principal), **ends}


@transaction.atomic
def remove_access(*, actor: Actor, granter: Access, grant: Grant) -> None:
    """End it now. The last active Owner of a tenant stays."""
    card, principal = grant.content_object, principal_of(grant)
    _require_right(granter, DELETE, card)
    before = _facts(grant, principal)
    with keeping_owners():
        grant.delete()
    summary = f"removed {grant.role.name} on {card.name} from {principal}"
    record(actor, DELETE, card, summary, before=before)


def principal_of(grant: Grant) -> User | Group:
    found: User | Group = grant.user if isinstance(grant, UserGrant) else grant.group.as_group
    return found


def is_told(principal: User | Group, card: Resource, viewer: User, access: Access) -> bool:
    """Whether the viewer may learn that the principal has access to the card."""
    return principal.tenant_id == viewer.tenant_id or is_told_all(card, viewer, access)


def is_told_all(card: Resource, viewer: User, access: Access) -> bool:
    """A directory is for its own people: guests learn only who of their own tenant is in."""
    if viewer.tenant.resource_id == card.tenant_id:
        return True
    return card.tenant is not None and access.can(f"{ResourceType.TENANT}/read", card.tenant)


def told_tenant(card: Resource, viewer: User | Operator, access: Access) -> int | None:
    """The only tenant whose principals the viewer is told of; None when there is no such bound."""
    if isinstance(viewer, Operator) or is_told_all(card, viewer, access):
        return None
    return viewer.tenant_id


def find_grant(guid: UUID) -> Grant | None:
    """By its own id; the caller asks whether it may be seen."""
    for model in (UserGrant, GroupGrant):
        found = model.objects.filter(guid=guid).select_related("permission", "content_object")
        if grant := found.first():
            return grant
    return None


def find_principals(asker: User | Operator, text: str) -> list[User | Group]:
    """Of the own tenant by any part of a name; of other tenants by sign-in name or object id."""
    text = text.strip()
    if not text:
        return []
    own = Q() if isinstance(asker, Operator) else Q(tenant_id=asker.tenant_id)
    part = Q(display_name__icontains=text) | Q(sign_in_name__icontains=text)
    people = own & part | Q(sign_in_name=text.lower()) | _of_guid(text)
    groups = own & Q(name__icontains=text) | _of_guid(text)
    return [
        *_first(Group.objects.filter(groups), "name"),
        *_first(User.objects.filter(people, is_active=True), "display_name"),
    ]


def _first(rows: Any, name: str) -> Iterable[Any]:
    return rows.select_related("tenant").order_by(name, "id")[:MOST_FOUND]


def _of_guid(text: str) -> Q:
    try:
        return Q(guid=UUID(text))
    except ValueError:
        return NOTHING
