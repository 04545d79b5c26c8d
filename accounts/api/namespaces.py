"""Resource providers: which types are served, in which api-versions and where."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import places
from accounts.api.fetching import fetch_subscription
from accounts.providers import ServedType, namespaces
from portal.api.errors import NotServed
from portal.api.views import ArmView
from portal.errors import NotFound


def named(text: str) -> str:
    """The namespace, however its letters are cased."""
    for namespace in namespaces():
        if namespace.lower() == text.lower():
            return namespace
    raise NotFound(
        f"The resource namespace '{text}' is invalid. Served here: {', '.join(namespaces())}.",
        code="InvalidResourceNamespace",
    )


def shape(namespace: str, above: str = "") -> dict[str, Any]:
    locations = list(places.names().values())
    return {
        "id": f"{above}/providers/{namespace}",
        "namespace": namespace,
        "registrationPolicy": "RegistrationFree",
        "registrationState": "Registered",
        "resourceTypes": [_type(served, locations) for served in namespaces()[namespace]],
    }


def _type(served: ServedType, locations: list[str]) -> dict[str, Any]:
    return {
        "resourceType": served.name,
        "locations": locations if served.is_tracked else [],
        "apiVersions": list(served.versions),
        "defaultApiVersion": served.versions[0],
        "capabilities": "SupportsTags, SupportsLocation" if served.is_tracked else "None",
    }


class Providers(ArmView):
    """All namespaces, of a subscription or of the tenant."""

    def get(self, request: Request, subscription: str = "") -> Response:
        above = ""
        if subscription:
            above = fetch_subscription(self.call, subscription).resource.arm_id
        return Response({"value": [shape(namespace, above) for namespace in namespaces()]})


class ProviderView(ArmView):
    def get(self, request: Request, namespace: str, subscription: str = "") -> Response:
        return Response(self.shown(namespace, subscription))

    def shown(self, namespace: str, subscription: str) -> dict[str, Any]:
        above = ""
        if subscription:
            above = fetch_subscription(self.call, subscription).resource.arm_id
        return shape(named(namespace), above)


class Register(ProviderView):
    """There is nothing to do: every namespace is registered in every subscription."""

    http_method_names = ["post"]

    def post(self, request: Request, namespace: str, subscription: str) -> Response:
        return Response(self.shown(namespace, subscription))


class Unregister(ProviderView):
    http_method_names = ["post"]

    def post(self, request: Request, namespace: str, subscription: str) -> Response:
        self.shown(namespace, subscription)
        raise NotServed(
            f"{named(namespace)} is part of this installation and stays registered everywhere. "
            "To keep people from using it, take away their roles."
        )


class Operations(ArmView):
    """Every right of a namespace by name, as roles list them."""

    def get(self, request: Request, namespace: str) -> Response:
        served = namespaces()[named(namespace)]
        return Response({"value": [_right(t, action) for t in served for action in t.actions]})


def _right(served: ServedType, action: str) -> dict[str, Any]:
    word = action.removesuffix("/action")
    return {
        "name": f"{served.full_name}/{action}",
        "isDataAction": False,
        "display": {
            "provider": served.namespace,
            "resource": served.name,
            "operation": f"{word.capitalize()} {served.name}",
            "description": f"{word.capitalize()} {served.name}",
        },
    }
