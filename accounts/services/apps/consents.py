"""Consent: an administrator lets a multi-tenant app of another tenant act in theirs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.choices import PRINCIPALS, PrincipalKind
from accounts.models import Application, ServicePrincipal, Tenant, User
from accounts.services.apps.principals import create_principal
from accounts.services.owners import keeping_owners
from portal.audit.services import Actor, record
from portal.errors import Conflict, InvalidInput, NotFound

WRITE = f"{PRINCIPALS}/consents/write"
DELETE = f"{PRINCIPALS}/consents/delete"
UNKNOWN = (
    "There is no app with this application id that {tenant} could consent to. Ask whoever runs "
    "the app for its id, and whether it is marked multi-tenant."
)


def find_application(*, tenant: Tenant, client_id: UUID | str) -> Application:
    """One that this tenant can consent to. Others read as absent, whoever asks."""
    guid = _uuid(client_id)
    apps = Application.objects.select_related("tenant__resource").filter(is_multi_tenant=True)
    found = apps.filter(client_id=guid).first() if guid else None
    if found is None or found.tenant_id == tenant.pk:
        raise NotFound(UNKNOWN.format(tenant=tenant))
    return found


@transaction.atomic
def consent_to_app(
    *, actor: Actor, tenant: Tenant, application: Application, expires_at: datetime | None = None
) -> ServicePrincipal:
    """Its service principal here. It has no right until somebody of this tenant gives it a role."""
    find_application(tenant=tenant, client_id=application.client_id)
    _require_future(expires_at)
    if application.principals.filter(tenant=tenant).exists():
        raise Conflict(f"{tenant} has consented to {application} already.")
    name = _free_name(application, tenant)
    user = create_principal(application, tenant, name, consented_by=actor, expires_at=expires_at)
    _record(actor, user.as_service, f"consented to app {application}")
    return user.as_service


@transaction.atomic
def set_consent_end(
    *, actor: Actor, principal: ServicePrincipal, expires_at: datetime | None
) -> ServicePrincipal:
    """Earlier, later, or never; also to renew one that has ended by itself."""
    _require_foreign(principal)
    _require_future(expires_at)
    before = _facts(principal)
    principal.expires_at = expires_at
    with keeping_owners():
        principal.save(update_fields=["expires_at"])
    _record(actor, principal, f"changed the consent to app {principal.application}", before)
    return principal


@transaction.atomic
def end_consent(*, actor: Actor, principal: ServicePrincipal) -> None:
    """The service principal goes with all its roles; a later consent begins with none."""
    _require_foreign(principal)
    user, card = principal.user, principal.tenant.resource
    summary = f"ended the consent to app {principal.application}"
    record(actor, DELETE, card, summary, before=_facts(principal))
    with keeping_owners():
        user.delete()


def _require_foreign(principal: ServicePrincipal) -> None:
    if principal.is_home:
        raise InvalidInput(
            f"{principal} is at home here and needs no consent. Disable or delete the app instead."
        )


def _require_future(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= timezone.now():
        raise InvalidInput("The consent would end before it begins.", field="expires_at")


def _free_name(application: Application, tenant: Tenant) -> str:
    """Two apps of one tenant never read alike, wherever they come from."""
    taken = User.objects.filter(
        tenant=tenant, kind=PrincipalKind.SERVICE, display_name__iexact=application.name
    )
    if not taken.exists():
        return application.name
    suffix = f" ({application.tenant.domain})"
    return application.name[: 120 - len(suffix)] + suffix


def _record(
    actor: Actor, principal: ServicePrincipal, summary: str, before: dict[str, str] | None = None
) -> None:
    card = principal.tenant.resource
    record(actor, WRITE, card, summary, before=before, after=_facts(principal))


def _facts(principal: ServicePrincipal) -> dict[str, str]:
    app = principal.application
    ends = {"until": principal.expires_at.isoformat()} if principal.expires_at else {}
    return {
        "app": app.name,
        "client_id": str(app.client_id),
        "of": app.tenant.domain,
        "object_id": str(principal.user.guid),
        **ends,
    }


def _uuid(value: UUID | str) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(value.strip())
    except ValueError:
        return None
