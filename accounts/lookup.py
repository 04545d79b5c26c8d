"""From what somebody typed to the row that is meant.

Full ids always work, short names where they are unique among what the principal can see. An
ambiguous name lists its candidates; what is invisible reads as absent.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from accounts.choices import ResourceType
from accounts.models import Access, Group, Operator, Resource, Subscription, Tenant, User
from accounts.models.scoped import EVERYTHING, NOTHING
from accounts.roles import ROLES, Role
from portal.errors import InvalidInput, NotFound
from portal.guids import guid_of

MOST_CANDIDATES = 10


def find_tenant(access: Access, text: str) -> Tenant:
    """By name, domain or id."""
    visible = Tenant.objects.filter(access.allows_on(f"{ResourceType.TENANT}/read", "resource__"))
    found = visible.filter(tenant_named(text)).select_related("resource")
    return _only(found, "tenant", text, lambda tenant: tenant.domain)


def tenant_named(text: str, path: str = "") -> Q:
    """Rows whose tenant (at `path`) is meant. To name it is no right to see it."""
    name = {f"{path}name__iexact": text.strip()}
    domain = {f"{path}domain__iexact": text.strip()}
    return Q(**name) | Q(**domain) | _of_card(text, path)


def find_subscription(access: Access, text: str, within: Q = EVERYTHING) -> Subscription:
    """By name or id, among those that are left `within`."""
    visible = Subscription.objects.accessible(access).select_related("resource", "tenant")
    found = visible.filter(within, subscription_named(text))
    return _only(found, "subscription", text, _in_tenant)


def subscription_named(text: str, path: str = "") -> Q:
    """Rows whose subscription (at `path`) is meant. To name it is no right to see it."""
    return Q(**{f"{path}name__iexact": text.strip()}) | _of_card(text, path)


def find_principal(asker: User | Operator, text: str) -> User | Group:
    """By full name, sign-in name or object id, of the own tenant; of others without the first."""
    text = text.strip()
    own = Q() if isinstance(asker, Operator) else Q(tenant_id=asker.tenant_id)
    signs_in = Q(sign_in_name=text.lower()) | _of_guid(text)
    people = User.objects.filter(signs_in | own & Q(display_name__iexact=text))
    groups = Group.objects.filter(_of_guid(text) | own & Q(name__iexact=text))
    found = [*_first(people.select_related("tenant")), *_first(groups.select_related("tenant"))]
    return _one_of(found, "person, app or group", text, _in_directory)


def find_role(text: str) -> Role:
    """By name, however its words are joined, or id."""
    wanted = _plain(text)
    for role in ROLES:
        if wanted in {_plain(role.name), _plain(role.key), _plain(str(role.guid))}:
            return role
    names = ", ".join(role.name for role in ROLES)
    raise InvalidInput(f"There is no role {text!r}. There are: {names}.", field="role")


def find_type(text: str) -> ResourceType:
    """By the public service's name, or as people say it: gallery, image-definition."""
    wanted = _plain(text)
    for type_ in ResourceType:
        if wanted in {_plain(type_.value), _plain(type_.label), _plain(type_.name)}:
            return type_
    names = ", ".join(type_.label.lower() for type_ in ResourceType)
    raise InvalidInput(f"There is no type {text!r}. There are: {names}.", field="type")


def find_card(access: Access, text: str, types: Collection[ResourceType] | None = None) -> Resource:
    """By full id, or by name: `gallery`, `gallery/definition`, `gallery/definition/version`.

    Each name may stand after that of what contains it, as far up as it takes to be unique.
    """
    visible = Resource.objects.filter(access.readable(), _meant_by(text.strip()))
    if types is not None:
        visible = visible.filter(type__in=types)
    kinds = "resource" if types is None else " or ".join(type_.label.lower() for type_ in types)
    return _only(visible, kinds, text, lambda card: card.arm_id)


def _meant_by(text: str) -> Q:
    if text.startswith("/"):
        return Q(arm_key=text.rstrip("/").lower())
    by_name, path = Q(), ""
    for name in reversed(text.split("/")):
        by_name &= Q(**{f"{path}name__iexact": name})
        path += "parent__"
    return by_name | _of_guid(text)


def _of_card(text: str, path: str) -> Q:
    """By the guid of the card, bare or at the end of its id."""
    text = text.strip()
    if text.startswith("/"):
        return Q(**{f"{path}resource__arm_key": text.rstrip("/").lower()})
    guid = guid_of(text)
    return Q(**{f"{path}resource__guid": guid}) if guid else NOTHING


def _of_guid(text: str) -> Q:
    guid = guid_of(text.strip())
    return Q(guid=guid) if guid else NOTHING


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _in_tenant(subscription: Subscription) -> str:
    return f"{subscription.tenant}/{subscription} ({subscription.guid})"


def _in_directory(principal: User | Group) -> str:
    return f"{principal} of {principal.tenant} ({principal.guid})"


def _only(rows: Any, kind: str, text: str, describe: Any) -> Any:
    return _one_of(_first(rows), kind, text, describe)


def _first(rows: Any) -> list[Any]:
    """A few more than will be listed."""
    return list(rows.order_by("pk")[: MOST_CANDIDATES + 1])


def _one_of(found: list[Any], kind: str, text: str, describe: Any) -> Any:
    if not found:
        raise NotFound(f"There is no {kind} {text!r} that you can see.")
    if len(found) > 1:
        raise InvalidInput(
            f"{text!r} may be any of: {_listed(map(describe, found))}. Give the full id."
        )
    return found[0]


def _listed(candidates: Iterable[str]) -> str:
    shown = list(candidates)
    return ", ".join([*shown[:MOST_CANDIDATES], *(["more"] if shown[MOST_CANDIDATES:] else [])])
