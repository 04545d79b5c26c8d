"""The tenant that an address names: by id, by domain, or any that the caller belongs to."""

from accounts.models import Tenant, User
from accounts.oauth.clients import Client, uuid_of
from accounts.oauth.errors import Refused, unknown_tenant
from accounts.services.tokens import is_guest

# Clients that do not know a tenant yet say one of these; `adfs` spares them asking elsewhere.
ANY = {"organizations", "common", "adfs"}


def is_any(text: str) -> bool:
    return text.lower() in ANY


def find_tenant(text: str) -> Tenant | None:
    """None for any; raises Refused for one that is not here."""
    if is_any(text):
        return None
    guid = uuid_of(text)
    named = {"resource__guid": guid} if guid else {"domain": text.lower()}
    found = Tenant.objects.select_related("resource").filter(**named).first()
    if found is None:
        raise unknown_tenant(text)
    return found


def of_person(user: User, asked: Tenant | None) -> Tenant:
    """The one that was asked for, when they belong there or were given something there."""
    if asked is None or asked.pk == user.tenant_id:
        return user.tenant
    if is_guest(user, asked.guid):
        return asked
    raise Refused(
        "invalid_grant",
        50020,
        f"User account '{user.sign_in_name}' does not exist in tenant '{asked.guid}' and has no "
        "access to anything in it.",
    )


def of_app(client: Client, asked: Tenant | None) -> Tenant:
    if asked is None and client.application is not None:
        return client.application.tenant
    if asked is None:
        raise unknown_tenant("organizations")
    return asked
