"""Ids and bodies as clients of the API send them."""

from typing import Any

from galleries.models import Gallery, ImageDefinition
from tests.support.api import Caller

COMPUTE = "/providers/Microsoft.Compute"
OS: dict[str, Any] = {
    "osType": "Linux",
    "osState": "Generalized",
    "identifier": {"publisher": "Contoso", "offer": "Base", "sku": "one"},
}
__all__ = ["COMPUTE", "OS", "Caller", "image_body", "path_of", "version_body"]


def path_of(thing: Gallery | ImageDefinition | Any, *below: str) -> str:
    return "/".join([thing.resource.arm_id, *below])


def image_body(**properties: Any) -> dict[str, Any]:
    return {"location": "westus2", "properties": {**OS, **properties}}


def version_body(source: Any, *regions: str, **profile: Any) -> dict[str, Any]:
    """From a version (or an id), to regions named as people name them."""
    text = source if isinstance(source, str) else source.resource.arm_id
    targets = [{"name": region} for region in regions]
    published = {**({"targetRegions": targets} if targets else {}), **profile}
    return {
        "location": "West US 2",
        "properties": {
            "publishingProfile": published,
            "storageProfile": {"source": {"id": text}},
        },
    }
