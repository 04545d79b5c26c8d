"""The activity log, in the words of the public service's monitor."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.api.fetching import fetch_subscription
from accounts.choices import PrincipalKind
from accounts.filters import entries
from accounts.filters.odata import matching
from accounts.models import Subscription, User
from portal.api.resources import Body
from portal.api.shapes import iso
from portal.api.views import ListView
from portal.audit.models import Entry, Outcome
from portal.errors import InvalidInput

IGNORED = ("eventchannels", "levels", "level")  # everything here is told at every one


def _time(comparison: str) -> Callable[[str], Q]:
    def lookup(text: str) -> Q:
        try:
            return Q(**{f"at__{comparison}": _moment(text)})
        except (ValueError, OverflowError) as error:
            raise InvalidInput(
                f"'{text[:40]}' is not a time. Write 2026-12-31T12:00:00Z.",
                field="$filter",
                code="InvalidFilterInQueryString",
            ) from error

    return lookup


def _moment(text: str) -> datetime:
    """UTC, where nothing else is said."""
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _at_or_below(arm_id: str) -> Q:
    path = arm_id.rstrip("/")
    return Q(target_arm_id__iexact=path) | Q(target_arm_id__istartswith=f"{path}/")


def filters(above: str) -> Mapping[tuple[str, str], Callable[[str], Q]]:
    times = {("eventtimestamp", op): _time(c) for op, c in (("ge", "gte"), ("le", "lte"))}
    times |= {("eventtimestamp", op): _time(op) for op in ("gt", "lt")}
    return {
        **times,
        ("resourcegroupname", "eq"): lambda name: _at_or_below(f"{above}/resourceGroups/{name}"),
        ("resourceid", "eq"): _at_or_below,
        ("resourceuri", "eq"): _at_or_below,
        ("resourceprovider", "eq"): lambda name: Q(type__istartswith=f"{name}/"),
        ("resourcetype", "eq"): lambda name: Q(type__iexact=name),
        ("correlationid", "eq"): lambda text: Q(request_id=text),
        ("caller", "eq"): lambda name: Q(actor_name__iexact=name) | _by(name),
        ("status", "eq"): lambda name: Q(outcome__iexact=name),
        ("operationname", "eq"): lambda name: Q(action__iexact=name),
    }


def _by(sign_in_name: str) -> Q:
    named = User.objects.filter(sign_in_name=sign_in_name.lower())
    return Q(actor_id__in=named.values("pk"))


class ActivityLog(ListView):
    """Of a subscription, the newest first: what was done to what the caller can read."""

    floor = "2014-04-01"
    order = ("-at", "-id")
    query_options = {
        "$filter": "eventTimestamp ge 2026-12-01T00:00:00Z and resourceGroupName eq 'images'; also "
        "resourceId, resourceProvider, resourceType, correlationId, caller, status, operationName",
        "$select": "The properties to answer, by name",
    }

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.subscription: Subscription | None = None

    def get_queryset(self) -> Any:
        found = self.subscription = fetch_subscription(self.call, self.kwargs["subscription"])
        known = filters(found.resource.arm_id)
        wanted = matching(self.call.option("$filter"), known, ignored=IGNORED)
        readable = entries.readable(self.call.access, self.call.user)
        return Entry.objects.filter(readable, wanted, subscription_id=found.resource.pk)

    def show_page(self, rows: list[Any]) -> list[Body]:
        """Names of callers in one more query; only those of the reader's own tenant."""
        actors = {row.actor_id for row in rows if row.actor_id}
        own = User.objects.filter(pk__in=actors, tenant=self.call.user.tenant_id)
        callers = {user.pk: caller_of(user) for user in own}
        return [self._selected(self._event(row, callers)) for row in rows]

    def _event(self, row: Entry, callers: Mapping[int, str]) -> Body:
        assert self.subscription is not None  # noqa: S101 - get_queryset came first
        ids = {
            "subscriptionId": str(self.subscription.guid),
            "tenantId": str(self.subscription.tenant.guid),
        }
        return event(row, callers.get(row.actor_id or 0, row.actor_name)) | ids

    def _selected(self, shown: Body) -> Body:
        asked = {name.strip().lower() for name in self.call.option("$select").split(",")} - {""}
        return {k: v for k, v in shown.items() if k.lower() in asked} if asked else shown


def caller_of(user: User) -> str:
    return user.sign_in_name if user.kind == PrincipalKind.PERSON else str(user.guid)


def event(row: Entry, caller: str) -> Body:
    namespace, _, _ = row.action.partition("/")
    failed = row.outcome == Outcome.FAILED
    return {
        "id": f"{row.target_arm_id}/events/{row.pk}/ticks/{int(row.at.timestamp() * 10**7)}",
        "eventDataId": str(row.pk),
        "correlationId": row.request_id,
        "operationId": row.request_id,
        "eventName": words("EndRequest", "End request"),
        "category": words("Administrative"),
        "operationName": words(row.action, row.summary),
        "resourceProviderName": words(namespace),
        "resourceType": words(row.type),
        "resourceId": row.target_arm_id,
        "resourceGroupName": group_in(row.target_arm_id),
        "status": words(row.outcome),
        "subStatus": words(""),
        "level": "Error" if failed else "Informational",
        "eventTimestamp": iso(row.at),
        "submissionTimestamp": iso(row.at),
        "caller": caller,
        "channels": "Operation",
        "authorization": {"action": row.action, "scope": row.target_arm_id},
        "description": f"{row.actor_name} {row.summary}",
        "properties": properties(row),
    }


def words(value: str, localized: str = "") -> dict[str, str]:
    return {"value": value, "localizedValue": localized or value}


def group_in(arm_id: str) -> str:
    parts = arm_id.split("/")
    return parts[4] if len(parts) > 4 and parts[3].lower() == "resourcegroups" else ""


def properties(row: Entry) -> dict[str, str]:
    """Texts only, as clients expect."""
    told = {"via": row.via, "statusMessage": row.error}
    told |= {name: json.dumps(value) for name, value in _change(row) if value}
    return {name: text for name, text in told.items() if text}


def _change(row: Entry) -> list[tuple[str, Any]]:
    return [("before", row.before), ("after", row.after)]
