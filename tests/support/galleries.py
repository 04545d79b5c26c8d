"""Galleries, definitions and versions for tests. Regions must be there (fixture `regions`)."""

from itertools import count
from typing import Any

from accounts.models import ResourceGroup
from galleries.models import Gallery, ImageDefinition
from galleries.services.definitions import create_definition
from galleries.services.galleries import create_gallery
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
