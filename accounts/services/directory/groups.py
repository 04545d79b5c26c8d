"""Groups of a tenant. Who is in one has what was granted to it."""

import uuid

from django.contrib.auth.models import Group as AuthGroup
from django.db import transaction

from accounts.choices import PRINCIPALS
from accounts.models import Group, Tenant, User
from accounts.services.escalation import require_no_less
from accounts.services.owners import keeping_owners
from accounts.services.rows import check_fields, once
from portal.audit.services import Actor, record
from portal.errors import Conflict, InvalidInput

WRITE = f"{PRINCIPALS}/groups/write"
DELETE = f"{PRINCIPALS}/groups/delete"
ADD = f"{PRINCIPALS}/groups/members/write"
REMOVE = f"{PRINCIPALS}/groups/members/delete"
TAKEN = "{tenant} already has a group named {name}. Choose another name."


@transaction.atomic
def create_group(*, actor: Actor, tenant: Tenant, name: str, description: str = "") -> Group:
    group = Group(
        guid=uuid.uuid4(), tenant=tenant, name=name.strip(), description=description.strip()
    )
    check_fields(group)
    with once(TAKEN.format(tenant=tenant, name=group)):
        group.auth_group = AuthGroup.objects.create(name=str(group.guid))
        group.save()
    after = {"description": group.description}
    record(actor, WRITE, tenant.resource, f"created group {group}", after=after)
    return group


@transaction.atomic
def update_group(*, actor: Actor, group: Group, name: str, description: str) -> Group:
    before = {"name": group.name, "description": group.description}
    group.name, group.description = name.strip(), description.strip()
    check_fields(group)
    with once(TAKEN.format(tenant=group.tenant, name=group)):
        group.save(update_fields=["name", "description"])
    after = {"name": group.name, "description": group.description}
    summary = f"changed group {group}"
    record(actor, WRITE, group.tenant.resource, summary, before=before, after=after)
    return group


@transaction.atomic
def delete_group(*, actor: Actor, group: Group) -> None:
    """Its members stay; what was granted to it ends."""
    backing = group.auth_group
    before = {"name": group.name, "members": backing.user_set.count()}
    record(actor, DELETE, group.tenant.resource, f"deleted group {group}", before=before)
    with keeping_owners():
        group.delete()
        backing.delete()


@transaction.atomic
def add_member(*, actor: Actor, group: Group, user: User) -> None:
    if user.tenant_id != group.tenant_id:
        raise InvalidInput(
            f"{user} is not of {group.tenant}. A group holds people and apps of its own tenant; "
            "give others access by themselves.",
            field="member",
        )
    if group.auth_group.user_set.filter(pk=user.pk).exists():
        raise Conflict(f"{user} is already a member of {group}.", field="member")
    require_no_less(actor, group)
    group.auth_group.user_set.add(user)
    after = {"group": group.name, "member": str(user)}
    record(actor, ADD, group.tenant.resource, f"added {user} to {group}", after=after)


@transaction.atomic
def remove_member(*, actor: Actor, group: Group, user: User) -> None:
    if not group.auth_group.user_set.filter(pk=user.pk).exists():
        raise Conflict(f"{user} is not a member of {group}.", field="member")
    with keeping_owners():
        group.auth_group.user_set.remove(user)
    before = {"group": group.name, "member": str(user)}
    record(actor, REMOVE, group.tenant.resource, f"removed {user} from {group}", before=before)
