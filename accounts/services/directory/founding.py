"""A tenant that somebody owns from the start."""

from django.db import transaction

from accounts.models import OPERATOR, Access, User
from accounts.roles import OWNER
from accounts.services.directory.people import create_person
from accounts.services.directory.tenants import create_tenant
from accounts.services.grants import give_access
from portal.audit.services import Actor


@transaction.atomic
def found_tenant(
    *,
    actor: Actor,
    name: str,
    owner_name: str,
    owner_sign_in_name: str,
    domain: str = "",
    password: str = "",
    is_administrator: bool = False,
) -> User:
    """Its first person, who owns it; whoever founds a tenant need not see into it."""
    tenant = create_tenant(actor=actor, name=name, domain=domain)
    owner = create_person(
        actor=actor,
        tenant=tenant,
        display_name=owner_name,
        sign_in_name=owner_sign_in_name,
        password=password,
        is_administrator=is_administrator,
    )
    give_access(
        actor=actor,
        granter=Access.of(OPERATOR),
        role=OWNER,
        principal=owner,
        card=tenant.resource,
    )
    return owner
