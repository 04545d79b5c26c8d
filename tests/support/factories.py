"""Tenants, principals and grants for tests. Each needs no arguments; names are made up."""

from datetime import datetime
from itertools import count
from typing import Any

from accounts.choices import ResourceType
from accounts.models import (
    OPERATOR,
    Access,
    Application,
    AppSecret,
    Group,
    Resource,
    ResourceGroup,
    Subscription,
    Tenant,
    User,
)
from accounts.roles import Role
from accounts.services import apps, directory, grants
from portal.audit.models import Via
from portal.audit.services import Actor

ACTOR = Actor(OPERATOR, Via.COMMAND)
_numbers = count(1)


def _name(text: str, default: str) -> str:
    return text or f"{default} {next(_numbers)}"


def actor_of(person: User) -> Actor:
    return Actor(person, Via.PAGE)


def tenant(name: str = "") -> Tenant:
    return directory.create_tenant(actor=ACTOR, name=_name(name, "Tenant"))


def subscription(of: Tenant | None = None, name: str = "") -> Subscription:
    name = _name(name, "Subscription")
    return directory.create_subscription(actor=ACTOR, tenant=of or tenant(), name=name)


def resource_group(
    of: Subscription | None = None, name: str = "", region: str = "westus2"
) -> ResourceGroup:
    """Without asking whether there is such a region."""
    of = of or subscription()
    name = name or f"group-{next(_numbers)}"
    card = Resource.objects.create_card(
        arm_id=f"{of.resource.arm_id}/resourceGroups/{name}",
        type=ResourceType.RESOURCE_GROUP,
        name=name,
        region=region,
        parent=of.resource,
    )
    return ResourceGroup.objects.create(resource=card, subscription=of, name=name)


def person(of: Tenant | None = None, name: str = "", password: str = "", **fields: Any) -> User:
    """Signs in as name@domain; has no password unless given one, because hashing is slow."""
    of = of or tenant()
    name = _name(name, "Person")
    fields.setdefault("sign_in_name", f"{name.lower().replace(' ', '.')}@{of.domain}")
    return directory.create_person(
        actor=ACTOR, tenant=of, display_name=name, password=password, **fields
    )


def app(of: Tenant | None = None, name: str = "") -> User:
    return directory.create_app(actor=ACTOR, tenant=of or tenant(), name=_name(name, "App"))


def connected_app(to: Tenant | None = None, name: str = "") -> User:
    """An app of another tenant that `to` let in, as its principal there."""
    made = apps.create_app(
        actor=ACTOR, tenant=tenant(), name=_name(name, "Guest"), is_multi_tenant=True
    )
    application = made.as_service.application
    let_in = apps.consent_to_app(actor=ACTOR, tenant=to or tenant(), application=application)
    return let_in.user


def secret(of: Application, name: str = "") -> AppSecret:
    return apps.create_secret(actor=ACTOR, application=of, name=_name(name, "Secret")).secret


def group(of: Tenant | None = None, name: str = "", members: tuple[User, ...] = ()) -> Group:
    """With members, of their tenant."""
    of = of or (members[0].tenant if members else tenant())
    made = directory.create_group(actor=ACTOR, tenant=of, name=_name(name, "Group"))
    for member in members:
        directory.add_member(actor=ACTOR, group=made, user=member)
    return made


def grant(
    role: Role, to: User | Group, on: Any, expires_at: datetime | None = None
) -> grants.Grant:
    """`on` is a card, or anything that owns one."""
    return grants.give_access(
        actor=ACTOR,
        granter=Access.of(OPERATOR),
        role=role,
        principal=to,
        card=on if isinstance(on, Resource) else on.resource,
        expires_at=expires_at,
    )
