"""One organisation with one of everything, and one person of every kind."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from accounts import roles
from accounts.models import User
from accounts.services import apps, setup
from regions.services.regions import allow_region
from regions.services.uploads import begin_upload
from tests.accounts.oauth.programs import certificate_of, pem_of
from tests.support import factories, galleries
from tests.support.factories import ACTOR

PEOPLE = (
    "anonymous",  # not signed in
    "stranger",  # of another tenant, nothing granted
    "colleague",  # of this tenant, nothing granted
    "invited",  # of another tenant, Reader on the one definition
    "image_reader",  # Compute Gallery Image Reader on the gallery
    "reader",  # Reader on the gallery
    "publisher",  # Compute Gallery Artifacts Publisher on the gallery
    "contributor",  # Contributor on the subscription
    "owner",  # Owner of the tenant
    "administrator",  # of the installation, nothing granted
)


@dataclass
class World:
    people: dict[str, User | None]
    things: dict[str, Any]

    def address(self, place: str) -> dict[str, Any]:
        """What fills the address of a page about this thing."""
        return PLACES[place](self.things) if place else {}

    def headers(self, place: str) -> dict[str, str]:
        """What the upload protocol wants to be told."""
        if place not in {"new upload", "upload"}:
            return {}
        scope = base64.b64encode(str(self.things["definition"].resource.guid).encode()).decode()
        told = f"filename ZGlzay5yYXc=,region d2VzdHVzMg==,scope {scope}"
        return {"Tus-Resumable": "1.0.0", "Upload-Length": "1048576", "Upload-Metadata": told}


def _image(things: dict[str, Any]) -> dict[str, Any]:
    return {"guid": things["gallery"].resource.guid, "image": "ubuntu"}


def _version(things: dict[str, Any]) -> dict[str, Any]:
    return {**_image(things), "number": "1.0.0"}


def _of_tenant(key: str) -> Any:
    return lambda things: {"tenant": things["tenant"].guid, "guid": things[key].guid}


def _credential(key: str) -> Any:
    of_app = _of_tenant("app")
    return lambda things: {**of_app(things), "credential": things[key].guid}


def _card(key: str) -> Any:
    return lambda things: {"guid": things[key].resource.guid}


PLACES: dict[str, Any] = {
    "new upload": lambda _: {},
    "gallery": _card("gallery"),
    "share": lambda things: {
        **_card("gallery")(things),
        "kind": "Subscriptions",
        "recipient": things["subscription"].guid,
    },
    "image": _image,
    "version": _version,
    "region": lambda things: {**_version(things), "region": "westus2"},
    "subscription": _card("subscription"),
    "resource_group": _card("resource_group"),
    "empty_group": _card("empty_group"),
    "definition card": _card("definition"),
    "version card": _card("version"),
    "tenant": lambda things: {"tenant": things["tenant"].guid},
    "other_tenant": lambda things: {"guid": things["other_tenant"].guid},
    "group": _of_tenant("group"),
    "member of group": lambda things: {
        **_of_tenant("group")(things),
        "member": things["member"].guid,
    },
    "member": _of_tenant("member"),
    "app": _of_tenant("app"),
    "secret": _credential("secret"),
    "certificate": _credential("certificate"),
    "connected app": _of_tenant("connected app"),
    "no connection": lambda _: {"guid": UUID(int=0)},
    "grant": lambda things: {**_card("gallery")(things), "grant": things["grant"].guid},
    "link": lambda things: {"token": things["link"]},
    "no link": lambda things: {"token": "made-up"},
    "no session": lambda things: {"handle": "made-up"},
    "upload": lambda things: {"guid": things["upload"].guid},
    "operation": lambda _: {"operation": "Galleries_Get"},
    "ticket": lambda things: {"ticket": "made-up", "file_name": "disk.raw"},
    "allowance": lambda things: {
        "region": "australiacentral",
        "guid": things["subscription"].guid,
    },
}


def build(disk: Path) -> World:
    tenant = factories.tenant("Contoso")
    subscription = factories.subscription(tenant, "Platform")
    container = factories.resource_group(subscription, "images")
    gallery = galleries.gallery(container, name="base")
    definition = galleries.definition(gallery, name="ubuntu")
    version = galleries.version(definition, disk)
    empty = factories.resource_group(subscription, "empty")
    member = factories.person(tenant, "Member")
    group = factories.group(tenant, "Engineers", members=(member,))
    app = factories.app(tenant, "builder")
    registered = app.as_service.application
    grant = factories.grant(roles.READER, member, gallery)
    people = _people(tenant, subscription, gallery, definition)
    other = factories.tenant("Empty")
    restricted = galleries.region("australiacentral")
    allow_region(actor=ACTOR, subscription=subscription, region=restricted)
    upload = begin_upload(
        actor=ACTOR,
        owner=people["contributor"],
        scope=definition.resource,
        region=galleries.region("westus2"),
        file_name="disk.raw",
        length=1 << 20,
    )
    invitation = setup.make_user_link(actor=ACTOR, user=member).rstrip("/").split("/")[-1]
    things = {
        "tenant": tenant, "subscription": subscription, "resource_group": container,
        "empty_group": empty, "gallery": gallery, "definition": definition, "version": version,
        "group": group, "member": member, "app": app, "grant": grant, "other_tenant": other,
        "secret": factories.secret(registered), "certificate": _certificate(registered),
        "connected app": factories.connected_app(tenant),
        "link": invitation, "upload": upload,
    }  # fmt: skip
    return World(people, things)


def _certificate(application: Any) -> Any:
    pem = pem_of(certificate_of())
    return apps.add_certificate(actor=ACTOR, application=application, pem=pem)


def _people(tenant: Any, subscription: Any, gallery: Any, definition: Any) -> dict[str, Any]:
    elsewhere = factories.tenant("Fabrikam")
    people = {
        name: factories.person(elsewhere if name in {"stranger", "invited"} else tenant, name)
        for name in PEOPLE[1:-1]
    }
    people["administrator"] = factories.person(elsewhere, "administrator", is_administrator=True)
    factories.grant(roles.READER, people["invited"], definition)
    factories.grant(roles.GALLERY_IMAGE_READER, people["image_reader"], gallery)
    factories.grant(roles.READER, people["reader"], gallery)
    factories.grant(roles.GALLERY_ARTIFACTS_PUBLISHER, people["publisher"], gallery)
    factories.grant(roles.CONTRIBUTOR, people["contributor"], subscription)
    factories.grant(roles.OWNER, people["owner"], tenant)
    return {"anonymous": None, **people}
