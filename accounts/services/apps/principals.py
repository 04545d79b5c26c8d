"""The row by which an app is a principal of a tenant."""

import uuid
from datetime import datetime

from accounts.choices import PrincipalKind
from accounts.models import Access, Application, ServicePrincipal, Tenant, User
from accounts.services.rows import check_fields, once
from portal.audit.services import Actor


def access_of(user: User) -> Access:
    """What somebody may do now who asked earlier: an app that was let in for a while, nothing."""
    live = ServicePrincipal.objects.filter(ServicePrincipal.live(), user=user)
    if user.kind == PrincipalKind.SERVICE and not live.exists():
        return Access()
    return Access.of(user)


def create_principal(
    application: Application,
    tenant: Tenant,
    name: str,
    *,
    consented_by: Actor,
    expires_at: datetime | None = None,
) -> User:
    """It has no password, and its object id for a sign-in name."""
    guid = uuid.uuid4()
    user = User(
        guid=guid,
        tenant=tenant,
        kind=PrincipalKind.SERVICE,
        display_name=name,
        sign_in_name=str(guid),
    )
    user.set_unusable_password()
    check_fields(user)
    with once(f"{tenant} already has an app named {name}. Choose another name."):
        user.save()
    with once(f"{tenant} has consented to {application} already."):
        ServicePrincipal.objects.create(
            user=user,
            application=application,
            tenant=tenant,
            consented_by_id=consented_by.principal.pk,
            expires_at=expires_at,
        )
    return user
