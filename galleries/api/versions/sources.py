"""What a version is made from, as a body names it."""

from collections.abc import Iterator
from typing import Any

from galleries.api.fetching import rows
from galleries.api.known import SOURCE_MOVED
from galleries.models import ImageDefinition, ImageVersion
from galleries.services.latest import require_latest
from galleries.services.reach import find_public, is_public_id
from galleries.services.sources import AMBIGUOUS
from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.ids import ResourceId
from portal.api.resources import Body
from portal.errors import InvalidInput, NotFound, PropertyChangeNotAllowed
from regions.models import Region

ID = "galleryImageVersion.properties.storageProfile.source.id"
VERSION = "microsoft.compute/galleries/images/versions"
DEFINITION = "microsoft.compute/galleries/images"
LATER = {
    "microsoft.compute/images", "microsoft.compute/virtualmachines", "microsoft.compute/disks",
    "microsoft.compute/snapshots",
}  # fmt: skip
NOT_SERVED = (
    "A version is made here from another image version (storageProfile.source.id, or "
    "communityGalleryImageId), from the latest version of an image definition, or from disk files "
    "that are uploaded in the portal or published with the command publish_image; not from {what}."
)


def find_source(
    call: Call, definition: ImageDefinition, body: Body, region: Region
) -> tuple[ImageVersion, str]:
    """The version that is copied, and what it is called by whoever may not see its own id."""
    text = one_source(call, body)
    if is_public_id(text):
        return _reached(definition, text, region), text
    return _readable(call, ResourceId.parse(text)), ""


def one_source(call: Call, body: Body) -> str:
    """The one id that the body names. Raises InvalidInput for none or more, NotServed for what
    cannot be read here.
    """
    named = list(_named(call, body))
    if len(named) != 1:
        raise InvalidInput(AMBIGUOUS, field=ID)
    kind, text = named[0]
    if kind not in {"id", "communityGalleryImageId"}:
        raise NotServed(NOT_SERVED.format(what=kind), field=ID)
    return text


def _named(call: Call, body: Body) -> Iterator[tuple[str, str]]:
    """Kind and id of every source in the body."""
    properties = body.get("properties", {})
    storage = properties.get("storageProfile", {})
    for kind, text in storage.get("source", {}).items():
        if text:
            yield kind, text
    disks = [storage.get("osDiskImage", {}), *storage.get("dataDiskImages", [])]
    if any(value for disk in disks for value in disk.get("source", {}).values()):
        yield "single disks, snapshots or VHDs", ""
    old = properties.get("publishingProfile", {}).get("source", {}).get("managedImage", {})
    if call.version < SOURCE_MOVED and old.get("id"):
        yield "id", old["id"]


def _readable(call: Call, id_: ResourceId) -> ImageVersion:
    """Also with the tokens of other tenants that the call carries."""
    type_ = id_.type.lower()
    if type_ in LATER:
        raise NotServed(NOT_SERVED.format(what=id_.type), field=ID)
    if type_ == DEFINITION:
        return require_latest(_seen(call, ImageDefinition, id_))
    if type_ == VERSION:
        return _seen(call, ImageVersion, id_)
    raise InvalidInput(
        f"The source id: {id_} must either be a managed image, virtual machine or another gallery "
        "image version.",
        field=ID,
    )


def _seen(call: Call, model: Any, id_: ResourceId) -> Any:
    visible = rows(model).accessible(call.source_access)
    found = visible.filter(resource__arm_key=id_.key).first()
    if found is None:
        raise missing(str(id_))
    return found


def _reached(definition: ImageDefinition, text: str, region: Region) -> ImageVersion:
    found = find_public(definition.gallery.subscription, text, region)
    if found is None:
        raise missing(text)
    return found


def missing(text: str) -> NotFound:
    return NotFound(
        f"Source was not found: {text}. Please make sure the source exists, that you may read it, "
        "and that it is ready in the region of the version.",
        field=ID,
        code="ResourceNotFound",
    )


def check_unchanged(call: Call, version: ImageVersion, body: Body) -> None:
    """A version stays what it was made from; a body that does not say is no matter."""
    _check_luns(version, body)
    now = version.source_text.lower()
    for _, text in _named(call, body):
        given = "/" + text.strip("/").lower()
        if given != now and not now.startswith(f"{given}/versions/"):
            raise PropertyChangeNotAllowed(
                f"Changing property '{ID}' is not allowed. Publish another version instead. "
                "Nothing was changed.",
                field=ID,
            )


def _check_luns(version: ImageVersion, body: Body) -> None:
    disks = body.get("properties", {}).get("storageProfile", {}).get("dataDiskImages", [])
    given = {disk.get("lun") for disk in disks}
    if given - set(version.disk_set.disks.values_list("lun", flat=True)):
        raise PropertyChangeNotAllowed(
            "Adding new Data Disks or changing the LUN of a Data Disk in an existing Image is not "
            "allowed. Publish another version instead. Nothing was changed.",
            field="galleryImageVersion.properties.storageProfile.dataDiskImages",
        )
