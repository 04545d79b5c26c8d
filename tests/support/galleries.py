"""Galleries, definitions and versions for tests. Regions must be there (fixture `regions`)."""

from itertools import count
from pathlib import Path
from typing import Any

from accounts.models import ResourceGroup
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.services.definitions import create_definition
from galleries.services.galleries import create_gallery
from galleries.services.versions import publish_version
from regions.models import Region
from regions.services.claims import Target, parse_target
from regions.services.contents import DiskInput
from tests.support import factories
from tests.support.factories import ACTOR

_numbers = count(1)


def gallery(of: ResourceGroup | None = None, **fields: Any) -> Gallery:
    fields = {"name": f"gallery_{next(_numbers)}", "region": "westus2", **fields}
    return create_gallery(actor=ACTOR, resource_group=of or factories.resource_group(), **fields)


def definition(of: Gallery | None = None, **fields: Any) -> ImageDefinition:
    name = f"image-{next(_numbers)}"
    defaults = {
        "name": name,
        "publisher": "Contoso",
        "offer": "Base",
        "sku": name,
        "os_type": "Linux",
        "os_state": "Generalized",
    }
    return create_definition(actor=ACTOR, gallery=of or gallery(), **{**defaults, **fields})


def region(name: str) -> Region:
    return Region.objects.get(name=name)


def targets(*texts: str) -> list[Target]:
    return [parse_target(text) for text in texts]


def version(
    of: ImageDefinition | None = None,
    disk: Path | None = None,
    number: str = "1.0.0",
    regions: tuple[str, ...] = ("westus2",),
    **wanted: Any,
) -> ImageVersion:
    """From a disk file, or from `source` in `wanted`; the first region is the source region."""
    wanted_targets = targets(*regions)
    return publish_version(
        actor=ACTOR,
        definition=of or definition(),
        number=number,
        disks=[DiskInput(lun=None, file=disk)] if disk else [],
        source_region=wanted_targets[0].region,
        targets=wanted_targets,
        **wanted,
    )
