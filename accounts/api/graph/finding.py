"""Whom a caller can find: everybody of the own tenant, of others only by exact id or sign-in name.

The rule is that of accounts.services.grants.find_principals.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from accounts.api.fetching import with_guid
from accounts.choices import PrincipalKind
from accounts.filters.odata import matching
from accounts.models import Application, Group, ServicePrincipal, User
from accounts.models.scoped import NOTHING
from portal.api.odata import parse_alternatives

Lookups = Mapping[tuple[str, str], Callable[[str], Q]]


def _guid(column: str) -> Callable[[str], Q]:
    return lambda text: with_guid(text, column)


def _named(column: str) -> Lookups:
    return {
        ("displayname", "eq"): lambda text: Q(**{f"{column}__iexact": text}),
        ("displayname", "startswith"): lambda text: Q(**{f"{column}__istartswith": text}),
    }


USERS: Lookups = {
    ("id", "eq"): _guid("guid"),
    ("userprincipalname", "eq"): lambda text: Q(sign_in_name=text.lower()),
    ("mail", "eq"): lambda text: Q(sign_in_name=text.lower()),
    ("userprincipalname", "startswith"): lambda text: Q(sign_in_name__startswith=text.lower()),
    ("mail", "startswith"): lambda text: Q(sign_in_name__startswith=text.lower()),
    **_named("display_name"),
}
GROUPS: Lookups = {("id", "eq"): _guid("guid"), **_named("name")}
SERVICES: Lookups = {
    ("id", "eq"): _guid("user__guid"),
    ("appid", "eq"): _guid("application__client_id"),
    ("serviceprincipalnames", "any"): _guid("application__client_id"),
    **_named("user__display_name"),
}
APPLICATIONS: Lookups = {
    ("id", "eq"): _guid("client_id"),
    ("appid", "eq"): _guid("client_id"),
    ("identifieruris", "any"): lambda text: NOTHING,
    **_named("name"),
}
EXACT = {("id", "eq"), ("userprincipalname", "eq"), ("mail", "eq")}


def users(asker: User, asked: str) -> Any:
    people = User.objects.filter(kind=PrincipalKind.PERSON)
    return people.filter(matching(asked, USERS), _findable(asker, asked, USERS))


def groups(asker: User, asked: str) -> Any:
    return Group.objects.filter(matching(asked, GROUPS), _findable(asker, asked, GROUPS))


def service_principals(asker: User, asked: str) -> Any:
    found = ServicePrincipal.objects.select_related("user", "application__tenant__resource")
    return found.filter(matching(asked, SERVICES), _findable(asker, asked, SERVICES))


def applications(asker: User, asked: str) -> Any:
    """Only the own ones: those of other tenants are found by consenting to them."""
    own = Application.objects.filter(tenant=asker.tenant_id).select_related("tenant__resource")
    return own.filter(matching(asked, APPLICATIONS)).prefetch_related("secrets", "certificates")


def _findable(asker: User, asked: str, lookups: Lookups) -> Q:
    found = Q(tenant=asker.tenant_id)
    for terms in parse_alternatives(asked):
        for term in terms:
            key = (term.field.lower(), term.op)
            if key in EXACT:
                found |= lookups[key](term.value)
    return found
