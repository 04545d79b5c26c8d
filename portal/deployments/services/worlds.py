"""What a template can learn of where, when and by whom it is deployed: kept with the deployment, so
that it stays the same for whoever goes on with it.
"""

from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from accounts import places
from portal.api.call import Call
from portal.api.resources import registered
from portal.deployments.language.scope import World
from portal.deployments.services.places import Place


def facts_for(call: Call, place: Place, deployment: dict[str, Any]) -> dict[str, Any]:
    """As plain values; `world_of` makes a World of them again."""
    tenant = place.subscription.tenant
    return {
        "place": place.card.arm_id,
        "now": timezone.now().replace(microsecond=0).isoformat(),
        "deployment": deployment,
        "subscription": _subscription(place),
        "resource_group": _group(place),
        "tenant": {
            "tenantId": str(tenant.guid),
            "displayName": tenant.name,
            "countryCode": "",
        },
        "environment": _environment(call.base),
        "deployer": {
            "objectId": str(call.user.guid),
            "tenantId": str(call.user.tenant.guid),
            "userPrincipalName": call.user.sign_in_name,
        },
    }


def world_of(facts: dict[str, Any]) -> World:
    return World(**facts, providers=types_of)


def types_of(namespace: str) -> list[dict[str, Any]]:
    """What is served of a namespace, as `/providers` tells it."""
    start = f"{namespace.lower()}/"
    locations = list(places.names().values())
    return [
        {
            "resourceType": resource.type[len(start) :],
            "locations": locations,
            "apiVersions": list(resource.versions or (resource.floor,)),
        }
        for resource in registered()
        if resource.type.lower().startswith(start)
    ]


def _subscription(place: Place) -> dict[str, Any]:
    subscription = place.subscription
    return {
        "id": subscription.resource.arm_id,
        "subscriptionId": str(subscription.guid),
        "tenantId": str(subscription.tenant.guid),
        "displayName": subscription.name,
        "state": "Enabled",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    }


def _group(place: Place) -> dict[str, Any] | None:
    if place.group is None:
        return None
    card = place.group.resource
    return {
        "id": card.arm_id,
        "name": card.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": card.region,
        "managedBy": None,
        "tags": card.tags,
        "properties": {"provisioningState": "Succeeded"},
    }


def _environment(base: str) -> dict[str, Any]:
    host = urlsplit(base).hostname or ""
    return {
        "name": "SharedImageGallery",
        "portal": base,
        "resourceManager": base,
        "graph": base,
        "gallery": base,
        "authentication": {
            "loginEndpoint": base,
            "audiences": [base],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {"storage": f"core.{host}", "keyvaultDns": f"vault.{host}"},
    }
