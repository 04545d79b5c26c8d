"""Registering an app in its home tenant, changing and deleting it."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import transaction

from accounts.choices import PRINCIPALS
from accounts.clients import is_plain
from accounts.models import Application, ServicePrincipal, Tenant, User
from accounts.services.apps.principals import create_principal
from accounts.services.owners import keeping_owners
from accounts.services.rows import check_fields
from portal.audit.services import Actor, record
from portal.errors import InvalidInput

WRITE = f"{PRINCIPALS}/applications/write"
DELETE = f"{PRINCIPALS}/applications/delete"
MOST_ADDRESSES = 20
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}


@transaction.atomic
def create_app(
    *,
    actor: Actor,
    tenant: Tenant,
    name: str,
    purpose: str = "",
    is_multi_tenant: bool = False,
    redirect_uris: Iterable[str] = (),
) -> User:
    """The app's service principal in its home tenant; `.as_service.application` is the app."""
    app = Application(
        tenant=tenant,
        name=name.strip(),
        purpose=purpose.strip(),
        is_multi_tenant=is_multi_tenant,
        redirect_uris=_checked(redirect_uris),
    )
    check_fields(app)
    app.save()
    principal = create_principal(app, tenant, app.name, consented_by=actor)
    after = {"object_id": str(principal.guid), **_facts(app)}
    record(actor, WRITE, tenant.resource, f"created app {app}", after=after)
    return principal


@transaction.atomic
def update_app(
    *,
    actor: Actor,
    application: Application,
    purpose: str,
    is_multi_tenant: bool,
    redirect_uris: Iterable[str],
) -> Application:
    """What it is for, who may consent to it, and where browsers are sent back.

    Consents given before stay when it stops being multi-tenant, but allow nothing meanwhile.
    """
    before = _facts(application)
    application.purpose = purpose.strip()
    application.is_multi_tenant = is_multi_tenant
    application.redirect_uris = _checked(redirect_uris)
    check_fields(application)
    application.save(update_fields=["purpose", "is_multi_tenant", "redirect_uris"])
    record(
        actor,
        WRITE,
        application.tenant.resource,
        f"changed app {application}",
        before=before,
        after=_facts(application),
    )
    return application


def rename_app(*, user: User, name: str) -> None:
    """The registration follows its home principal's name; call it in the transaction of that."""
    own = Application.objects.filter(principals__user=user, tenant=user.tenant)
    own.update(name=name)


@transaction.atomic
def delete_app(*, actor: Actor, application: Application) -> None:
    """With its credentials and its service principals in every tenant, whose access ends now."""
    before = {"name": application.name, **_facts(application)}
    with keeping_owners():
        forget(application)
    summary = f"deleted app {application}"
    record(actor, DELETE, application.tenant.resource, summary, before=before)


def forget(application: Application) -> None:
    User.objects.filter(as_service__application=application).delete()
    application.delete()


def principals_of(application: Application) -> list[ServicePrincipal]:
    """Home first, then by tenant."""
    found = application.principals.select_related("user", "tenant__resource", "consented_by")
    return sorted(found, key=lambda p: (p.tenant_id != application.tenant_id, p.tenant.name))


def _facts(app: Application) -> dict[str, object]:
    return {
        "client_id": str(app.client_id),
        "purpose": app.purpose,
        "is_multi_tenant": app.is_multi_tenant,
        "redirect_uris": app.redirect_uris,
    }


def _checked(addresses: Iterable[str]) -> list[str]:
    found = [address.strip() for address in addresses if address.strip()]
    if len(found) > MOST_ADDRESSES:
        raise InvalidInput(
            f"An app has at most {MOST_ADDRESSES} redirect addresses.", field="redirect_uris"
        )
    for address in found:
        _check_address(address)
    return found


def _check_address(address: str) -> None:
    """A code that travels over plain HTTP can be read on the way, except to the same machine."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "") if is_plain(parts) else ""
    except ValueError:
        parts, host = urlsplit(""), ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if len(address) > 500 or not host or not is_safe or parts.fragment or not address.isprintable():
        raise InvalidInput(
            f"{address[:200]!r} cannot be a redirect address. Write an https:// address, or "
            "http://localhost for a program on the same machine.",
            field="redirect_uris",
        )
