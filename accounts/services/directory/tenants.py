"""Tenants: each is a directory and owns subscriptions."""

import uuid

from django.contrib.auth.models import Group as AuthGroup
from django.db import transaction
from django.utils.text import slugify

from accounts.choices import ResourceType
from accounts.deleters import require_empty
from accounts.models import Resource, Tenant
from accounts.services.apps.registration import forget
from accounts.services.cards import delete_with_card, rename_with_card
from accounts.services.owners import keeping_owners
from accounts.services.rows import check_fields, once
from portal.audit.services import Actor, record

WRITE = f"{ResourceType.TENANT}/write"
DELETE = f"{ResourceType.TENANT}/delete"
TAKEN = "There is already a tenant with this name or domain. Choose another. Nothing was created."


@transaction.atomic
def create_tenant(*, actor: Actor, name: str, domain: str = "", is_sample: bool = False) -> Tenant:
    """A directory without people. Its domain is made from the name when none is given."""
    guid = uuid.uuid4()
    domain = (domain.strip() or f"{slugify(name) or guid}.example").lower()
    tenant = Tenant(name=name.strip(), domain=domain, is_sample=is_sample)
    check_fields(tenant)
    with once(TAKEN):
        tenant.resource = Resource.objects.create_card(
            guid=guid, arm_id=f"/tenants/{guid}", type=ResourceType.TENANT, name=tenant.name
        )
        tenant.save()
    record(actor, WRITE, tenant.resource, f"created tenant {tenant}", after={"domain": domain})
    return tenant


@transaction.atomic
def rename_tenant(*, actor: Actor, tenant: Tenant, name: str) -> Tenant:
    rename_with_card(actor=actor, owner=tenant, name=name, taken=TAKEN)
    return tenant


@transaction.atomic
def delete_tenant(*, actor: Actor, tenant: Tenant) -> None:
    """Its people, apps and groups go with it; refused while it owns subscriptions."""
    card = tenant.resource
    require_empty(card)
    record(actor, DELETE, card, f"deleted tenant {tenant}", before={"domain": tenant.domain})
    backing = list(tenant.groups.values_list("auth_group_id", flat=True))
    with keeping_owners(going=card):
        for application in tenant.applications.all():
            forget(application)
        tenant.groups.all().delete()
        AuthGroup.objects.filter(pk__in=backing).delete()
        tenant.users.all().delete()
    delete_with_card(tenant)
