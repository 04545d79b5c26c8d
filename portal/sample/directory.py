"""Tenants, people, groups, apps and subscriptions of the sample."""

from typing import Any

from django.db import transaction

from accounts.models import ResourceGroup, Tenant, User
from accounts.services.apps import create_app
from accounts.services.directory.groups import add_member, create_group
from accounts.services.directory.people import create_person
from accounts.services.directory.subscriptions import create_resource_group, create_subscription
from accounts.services.directory.tenants import create_tenant
from portal.audit.services import Actor
from portal.sample import rows
from portal.sample.plan import sign_in_name


@transaction.atomic
def ensure_tenant(actor: Actor, wanted: dict[str, Any]) -> None:
    """The tenant and everyone in it; what is there already stays."""
    name, domain = wanted["name"], wanted["domain"]
    if rows.tenants().filter(name=name).exists():
        return
    tenant = create_tenant(actor=actor, name=name, domain=domain, is_sample=True)
    users = {person: _person(actor, tenant, person) for person in wanted["people"]}
    for app in wanted["apps"]:
        create_app(actor=actor, tenant=tenant, name=app)
    for group in wanted["group"]:
        _group(actor, tenant, group["name"], [users[name] for name in group["members"]])
    for subscription in wanted["subscriptions"]:
        create_subscription(actor=actor, tenant=tenant, name=subscription)


def _person(actor: Actor, tenant: Tenant, name: str) -> User:
    return create_person(
        actor=actor,
        tenant=tenant,
        display_name=name,
        sign_in_name=sign_in_name(name, tenant.domain),
    )


def _group(actor: Actor, tenant: Tenant, name: str, members: list[User]) -> None:
    group = create_group(actor=actor, tenant=tenant, name=name)
    for member in members:
        add_member(actor=actor, group=group, user=member)


def ensure_resource_group(actor: Actor, subscription: str, name: str, region: str) -> ResourceGroup:
    owner = rows.subscriptions().get(name=subscription)
    found = owner.resource_groups.filter(name=name).first()
    return found or create_resource_group(actor=actor, subscription=owner, name=name, region=region)
