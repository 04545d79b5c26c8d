"""What fills the addresses of the API, and the tokens that people show there."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts import roles
from accounts.models import Connection, User
from accounts.services.tokens import Issuer, for_person
from galleries.choices import ShareKind, Sharing
from galleries.services.sharing import enable_community, share_gallery
from portal.api.routes import ArmPattern
from portal.deployments.models import Deployment, DeploymentStep
from portal.operations import services as operations
from tests.access.world import World
from tests.support import factories, galleries
from tests.support.api import Caller
from tests.support.factories import ACTOR

BASE = "http://testserver"
CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
VERSION = "2024-03-03"
VERBS = ("get", "head", "put", "patch", "post", "delete")
GALLERY = {
    "type": "Microsoft.Compute/galleries",
    "apiVersion": "2023-07-03",
    "name": "deployed",
    "location": "westus2",
}
COMMUNITY = {
    "publisher_uri": "https://fabrikam.example",
    "publisher_contact": "images@fabrikam.example",
    "eula": "https://fabrikam.example/eula",
    "public_name_prefix": "fabrikam",
}


@dataclass(frozen=True)
class Route:
    """A named address of the API, and the methods that it answers."""

    name: str
    template: str
    methods: frozenset[str]

    def path(self, things: dict[str, str]) -> str:
        filled = self.template.replace("/{id}", f"/{{{self.kind}}}")
        for name, value in things.items():
            filled = filled.replace(f"{{{name}}}", value).replace(f"{{{name}*}}", value)
        assert "{" not in filled, f"Nothing fills {filled}"
        return f"/{filled}"

    @property
    def kind(self) -> str:
        """What an `{id}` is of: users, applications."""
        return self.template.partition("/{id}")[0].rpartition("/")[2]


def routes(patterns: Any = None, space: str = "") -> list[Route]:
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found += routes(pattern.url_patterns, inner)
        elif isinstance(pattern.pattern, ArmPattern) and pattern.name:
            name = f"{space}{pattern.name}"
            found.append(Route(name, pattern.pattern.template, _methods(pattern)))
    return found


def _methods(pattern: URLPattern) -> frozenset[str]:
    view: Any = getattr(pattern.callback, "cls", None) or getattr(
        pattern.callback, "view_class", None
    )
    if view is None:  # a function, which says itself what it answers
        return frozenset()
    resource = getattr(view, "resource", None)
    allowed = {verb for verb in VERBS if verb in view.http_method_names and hasattr(view, verb)}
    if resource is not None:
        allowed &= {*resource.verbs(), "head"}
    return frozenset(verb.upper() for verb in allowed)


def things_of(world: World) -> dict[str, str]:
    """By the names in addresses."""
    things = world.things
    subscription, gallery = things["subscription"], things["gallery"]
    return {
        "subscription": str(subscription.guid),
        "group": things["resource_group"].name,
        "gallery": gallery.name,
        "image": things["definition"].name,
        "version": "1.0.0",
        "location": "westus2",
        "namespace": "Microsoft.Compute",
        "tenant": str(things["tenant"].guid),
        "scope": gallery.resource.arm_id.strip("/"),
        "operation": str(_operation(world, gallery).guid),
        "deployment": "made",
        "role": str(roles.READER.guid),
        "assignment": str(things["grant"].guid),
        "path": "x",
        "users": str(things["member"].guid),
        "groups": str(things["group"].guid),
        "servicePrincipals": str(things["app"].guid),
        "directoryObjects": str(things["member"].guid),
        "applications": str(things["app"].as_service.application.client_id),
    }


def _operation(world: World, gallery: Any) -> Any:
    """Begun by the contributor."""
    return operations.begin(
        user=world.people["contributor"],
        kind="test",
        target=gallery.resource.arm_id,
        subscription=world.things["subscription"].guid,
        region="westus2",
    )


def deployed(world: World) -> dict[str, dict[str, str]]:
    """A deployment into the resource group and one into the subscription, by the owner."""
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [GALLERY],
    }
    owner, group = Caller(world.people["owner"]), world.things["resource_group"]
    body = {"properties": {"mode": "Incremental", "template": template}}
    address = f"{group.resource.arm_id}/providers/Microsoft.Resources/deployments/made"
    assert owner.put(address, body).status_code == 201
    made = Deployment.objects.get()
    step = DeploymentStep.objects.get(deployment=made)
    return {"deployment": {"operation": str(made.guid)}, "step": {"operation": str(step.guid)}}


def hidden(world: World) -> dict[str, str]:
    """Beside the gallery that people have roles on, one that only its group's people see."""
    gallery = galleries.gallery(world.things["resource_group"], name="vault")
    definition = galleries.definition(gallery, name="secret")
    galleries.version(definition, source=world.things["version"])
    grant = factories.grant(roles.READER, world.things["member"], gallery)
    return {
        "gallery": "vault",
        "image": "secret",
        "scope": gallery.resource.arm_id.strip("/"),
        "assignment": str(grant.guid),
        "operation": str(_operation(world, gallery).guid),
    }


def shared_with_all(world: World) -> dict[str, dict[str, str]]:
    """Of another tenant: one gallery shared with the subscription, and one with everybody."""
    group = factories.resource_group()
    shared = galleries.gallery(group, name="shared", sharing=Sharing.GROUPS)
    public = galleries.gallery(group, name="public", sharing=Sharing.COMMUNITY, community=COMMUNITY)
    for gallery in (shared, public):
        source = world.things["version"]
        galleries.version(galleries.definition(gallery, name="ubuntu"), source=source)
    recipient = (ShareKind.SUBSCRIPTION, world.things["subscription"].guid)
    share_gallery(actor=ACTOR, gallery=shared, recipients=[recipient])
    enable_community(actor=ACTOR, gallery=public)
    return {
        "shared": {"gallery": shared.unique_name},
        "public": {"gallery": public.community.public_name},
    }


def token_of(person: User) -> str:
    """As the Azure CLI gets it once the person has signed in."""
    connection = Connection.objects.create(
        user=person, client_id=uuid.UUID(CLI), client_name="Azure CLI"
    )
    return for_person(Issuer(BASE, person.tenant), connection, BASE)
