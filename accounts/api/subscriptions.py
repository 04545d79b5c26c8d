"""Subscriptions, tenants, and the locations that subscriptions may use."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import places
from accounts.api.fetching import fetch_subscription
from accounts.models import Subscription, Tenant
from accounts.services.reach import reachable_subscriptions
from portal.api.call import Call
from portal.api.ids import SUBSCRIPTIONS, ResourceId
from portal.api.resources import ArmResource, Body
from portal.api.views import ArmView, ListView, ResourceView

POLICIES = {
    "locationPlacementId": "Internal_2014-09-01",
    "quotaId": "Internal_2014-09-01",
    "spendingLimit": "Off",
}


class SubscriptionResource(ArmResource):
    type = SUBSCRIPTIONS
    floor = "2014-04-01"
    versions = ("2022-12-01", "2021-01-01", "2020-01-01", "2016-06-01", "2014-04-01")

    def get(self, call: Call, id_: ResourceId) -> Body:
        return shape(fetch_subscription(call, id_.subscription))


def shape(subscription: Subscription) -> Body:
    tags = subscription.resource.tags
    return {
        "id": subscription.resource.arm_id,
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": str(subscription.guid),
        "tenantId": str(subscription.tenant.guid),
        "displayName": subscription.name,
        "state": "Enabled",
        "subscriptionPolicies": POLICIES,
        **({"tags": tags} if tags else {}),
    }


class SubscriptionView(ResourceView):
    resource = SubscriptionResource()


class Subscriptions(ListView):
    """Those in which the caller can see anything."""

    order = ("name", "id")

    def get_queryset(self) -> Any:
        return reachable_subscriptions(self.call.access)

    def show(self, row: Any) -> Body:
        return shape(row)


class Tenants(ListView):
    """The caller's own: each tenant has its own sign-in."""

    def get_queryset(self) -> Any:
        own = Tenant.objects.filter(pk=self.call.user.tenant_id)
        return own.select_related("resource")

    def show(self, row: Any) -> Body:
        return {
            "id": row.resource.arm_id,
            "tenantId": str(row.guid),
            "displayName": row.name,
            "defaultDomain": row.domain,
            "domains": [row.domain],
            "tenantCategory": "Home",
            "tenantType": "AAD",
        }


class Locations(ArmView):
    """The regions of this installation; some are open only to subscriptions on their allow list."""

    def get(self, request: Request, subscription: str) -> Response:
        arm_id = fetch_subscription(self.call, subscription).resource.arm_id
        facts = places.facts()
        shown = [
            location(arm_id, name, title, facts.get(name, {}))
            for name, title in places.names().items()
        ]
        return Response({"value": shown})


def location(above: str, name: str, title: str, facts: Any) -> Body:
    geography = facts.get("geography", "")
    return {
        "id": f"{above}/locations/{name}",
        "name": name,
        "type": "Region",
        "displayName": title,
        "regionalDisplayName": f"({geography}) {title}" if geography else title,
        "metadata": {
            "regionType": "Physical",
            "regionCategory": "Recommended",
            "geography": geography,
            "geographyGroup": geography,
            "latitude": str(facts.get("latitude", "")),
            "longitude": str(facts.get("longitude", "")),
            "pairedRegion": [],
        },
    }
