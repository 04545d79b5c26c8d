"""Galleries, images, who may do what with them, and versions of the sample."""

from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import OPERATOR, Access
from accounts.models.resource import TITLE_TAG
from accounts.roles import BY_KEY
from accounts.services.grants import give_access
from galleries.choices import OsState, OsType
from galleries.models import Gallery
from galleries.names import parse_number
from galleries.services.definitions import create_definition
from galleries.services.galleries import create_gallery
from galleries.services.versions import publish_version
from portal.audit.services import Actor
from portal.errors import Conflict
from portal.sample import rows
from portal.sample.directory import ensure_resource_group
from portal.sample.plan import Edition
from regions.services.contents import DiskInput
from regions.services.targets import parse_target

AFTER_EVERYTHING_ELSE = -100  # a person's own images are copied first


@transaction.atomic
def ensure_gallery(actor: Actor, wanted: dict[str, Any]) -> None:
    """The gallery and its images; what is there already stays."""
    gallery = rows.galleries().filter(name=wanted["name"]).first() or _gallery(actor, wanted)
    there = set(gallery.definitions.values_list("name", flat=True))
    for image in wanted["images"]:
        if image["name"] not in there:
            _definition(actor, gallery, {**wanted, **image})


def _gallery(actor: Actor, wanted: dict[str, Any]) -> Gallery:
    group = ensure_resource_group(
        actor, wanted["subscription"], wanted["resource_group"], wanted["location"]
    )
    return create_gallery(
        actor=actor,
        resource_group=group,
        name=wanted["name"],
        region=wanted["location"],
        description=wanted["description"],
        tags={TITLE_TAG: wanted["title"]},
    )


def _definition(actor: Actor, gallery: Gallery, wanted: dict[str, Any]) -> None:
    optional = {name: wanted[name] for name in ("generation", "architecture") if name in wanted}
    create_definition(
        actor=actor,
        gallery=gallery,
        name=wanted["name"],
        publisher=wanted["publisher"],
        offer=wanted["offer"],
        sku=wanted["name"],
        os_type=wanted.get("os", OsType.LINUX),
        os_state=wanted.get("state", OsState.GENERALIZED),
        tags={TITLE_TAG: wanted["title"]},
        **optional,
    )


def ensure_grant(actor: Actor, wanted: dict[str, Any]) -> None:
    try:
        give_access(
            actor=actor,
            granter=Access.of(OPERATOR),
            role=BY_KEY[wanted["role"]],
            principal=rows.principal(wanted["to"]),
            card=rows.scope(wanted["on"]),
        )
    except Conflict:  # given by an earlier run
        return


def ensure_version(actor: Actor, edition: Edition, disk: Path) -> None:
    definition = rows.definition(edition.gallery["name"], edition.image["name"])
    targets = [parse_target(text) for text in edition.regions]
    publish_version(
        actor=actor,
        definition=definition,
        number=edition.number,
        disks=[DiskInput(lun=None, file=disk)],
        source_region=targets[0].region,
        targets=targets,
        priority=AFTER_EVERYTHING_ELSE,
    )


def is_published(edition: Edition) -> bool:
    number = parse_number(edition.number)
    definition = rows.definition(edition.gallery["name"], edition.image["name"])
    return definition.versions.filter(
        major=number.major, minor=number.minor, patch=number.patch
    ).exists()
