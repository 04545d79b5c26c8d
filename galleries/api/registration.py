"""What templates, generic resources and operations find here by type or kind."""

from accounts import providers
from galleries.api.definitions import DefinitionResource
from galleries.api.galleries import GalleryResource
from galleries.api.versions import operation
from galleries.api.versions.resource import VersionResource, result
from portal.api import resources
from portal.operations import kinds
from portal.operations.kinds import Kind


def register() -> None:
    """Called when the app is ready."""
    for resource in (GalleryResource(), DefinitionResource(), VersionResource()):
        resources.register(resource)
    providers.register("Microsoft.Compute/galleries", actions=("share/action",))
    for place in ("sharedGalleries", "communityGalleries", "usages", "capsOperations"):
        providers.register(f"Microsoft.Compute/locations/{place}", actions=("read",))
    providers.register("Microsoft.ResourceGraph/resources", actions=("read",))
    kinds.register(
        operation.KIND, Kind(settle=operation.settle, result=result, cancel=operation.cancel)
    )
