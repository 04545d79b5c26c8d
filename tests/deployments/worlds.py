"""A place to plan for, without any database."""

import json
from pathlib import Path
from typing import Any

from portal.deployments.language.budget import Budget
from portal.deployments.language.evaluate import resolve
from portal.deployments.language.scope import Nothing, Scope, World
from portal.deployments.planning.plan import Plan, make_plan

GUID = "7b0d6d7e-0f5d-4d2a-9d4b-2f7f0a3c1e55"
PLACE = f"/subscriptions/{GUID}/resourceGroups/images"
GALLERIES = f"{PLACE}/providers/Microsoft.Compute/galleries"
PUBLISHED = Path(__file__).parent / "published"


def published(name: str) -> Any:
    return json.loads((PUBLISHED / f"{name}.json").read_text())


def world(**changes: Any) -> World:
    values: dict[str, Any] = {
        "place": PLACE,
        "subscription": {
            "id": f"/subscriptions/{GUID}",
            "subscriptionId": GUID,
            "displayName": "Platform",
            "tenantId": "11111111-1111-4111-8111-111111111111",
        },
        "tenant": {"tenantId": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso"},
        "deployment": {"name": "main", "properties": {"mode": "Incremental"}},
        "now": "2026-11-24T10:20:30+00:00",
        "resource_group": {
            "id": PLACE,
            "name": "images",
            "location": "westus2",
            "tags": {},
            "properties": {"provisioningState": "Succeeded"},
        },
        "environment": {"name": "Gallery"},
        "deployer": {"objectId": "22222222-2222-4222-8222-222222222222"},
        "providers": lambda namespace: (
            [
                {
                    "resourceType": "galleries",
                    "apiVersions": ["2024-03-03", "2019-12-01"],
                    "locations": ["West US 2"],
                }
            ]
            if namespace.lower() == "microsoft.compute"
            else []
        ),
    }
    return World(**{**values, **changes})


def value_of(text: Any, budget: Budget | None = None) -> Any:
    """What an expression is worth where there are no parameters and variables."""
    nothing = Nothing("parameters and variables")
    return resolve(text, Scope(budget or Budget(), world(), nothing, nothing), "value")


def plan(template: dict[str, Any], **given: Any) -> Plan:
    return make_plan(template, given, world())


class Existing:
    """Resources that are there, by id in lower case."""

    def __init__(self, **by_id: Any) -> None:
        self.by_id = by_id

    def reference(self, name: str, version: str, *, full: bool) -> Any:
        found = self.by_id[name]
        return found if full else found["properties"]

    def references(self, symbol: str, *, full: bool) -> Any:
        return [self.reference(symbol, "", full=full)]


NOBODY = Existing()


def gallery(name: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Compute/galleries",
        "apiVersion": "2024-03-03",
        "name": name,
        "location": "westus2",
        **more,
    }


def image(name: str, **more: Any) -> dict[str, Any]:
    return {**gallery(name, **more), "type": "Microsoft.Compute/galleries/images"}


def nested(name: str, *resources: Any, scope: str = "inner", **more: Any) -> dict[str, Any]:
    """A deployment inside, of a template with these resources."""
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": name,
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": scope},
            "template": {"resources": list(resources), **more},
        },
    }


def needs(found: Plan) -> dict[str, list[str]]:
    return {step.name: [each.name for each in found.needs[step]] for step in found.steps}
