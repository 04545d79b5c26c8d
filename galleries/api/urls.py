"""Addresses of the public service's resource manager that this app answers."""

from django.urls import URLPattern

from galleries.api.definitions import Definitions, DefinitionView
from galleries.api.galleries import Galleries, GalleryView
from galleries.api.graph import ResourcesView
from galleries.api.reader import (
    ReadGallery,
    ReadImage,
    ReadImages,
    ReadVersion,
    ReadVersions,
    SharedGalleries,
)
from galleries.api.share import ShareView
from galleries.api.unserved import WHAT, SoftDeleted, Unserved
from galleries.api.usages import Usages
from galleries.api.versions.resource import Versions, VersionView
from galleries.api.ways import COMMUNITY, SHARED, Way
from portal.api.routes import arm_path

SUBSCRIPTION = "subscriptions/{subscription}"
COMPUTE = "providers/Microsoft.Compute"
ALL = f"{SUBSCRIPTION}/{COMPUTE}/galleries"
IN_GROUP = f"{SUBSCRIPTION}/resourceGroups/{{group}}/{COMPUTE}/galleries"
GALLERY = f"{IN_GROUP}/{{gallery}}"
IMAGE = f"{GALLERY}/images/{{image}}"
VERSION = f"{IMAGE}/versions/{{version}}"
LOCATION = f"{SUBSCRIPTION}/{COMPUTE}/locations/{{location}}"


def readers(root: str, way: Way) -> list[URLPattern]:
    gallery = f"{LOCATION}/{root}/{{gallery}}"
    image = f"{gallery}/images/{{image}}"
    return [
        arm_path(gallery, ReadGallery.as_view(way=way), name=f"{root}-gallery"),
        arm_path(f"{gallery}/images", ReadImages.as_view(way=way), name=f"{root}-images"),
        arm_path(image, ReadImage.as_view(way=way), name=f"{root}-image"),
        arm_path(f"{image}/versions", ReadVersions.as_view(way=way), name=f"{root}-versions"),
        arm_path(
            f"{image}/versions/{{version}}", ReadVersion.as_view(way=way), name=f"{root}-version"
        ),
    ]


def unserved(root: str, what: str) -> list[URLPattern]:
    view = Unserved.as_view(what=what)
    return [
        arm_path(f"{GALLERY}/{root}", view, name=root),
        arm_path(f"{GALLERY}/{root}/{{path*}}", view, name=f"{root}-below"),
    ]


app_name = "galleries-api"
urlpatterns = [
    arm_path(ALL, Galleries.as_view(), name="galleries"),
    arm_path(IN_GROUP, Galleries.as_view(), name="galleries-in-group"),
    arm_path(GALLERY, GalleryView.as_view(), name="gallery"),
    arm_path(f"{GALLERY}/share", ShareView.as_view(), name="share"),
    arm_path(f"{GALLERY}/images", Definitions.as_view(), name="images"),
    arm_path(IMAGE, DefinitionView.as_view(), name="image"),
    arm_path(f"{IMAGE}/versions", Versions.as_view(), name="versions"),
    arm_path(VERSION, VersionView.as_view(), name="version"),
    # What is not there
    arm_path(f"{GALLERY}/softDeletedArtifactTypes", SoftDeleted.as_view(), name="soft-deleted"),
    arm_path(
        f"{GALLERY}/softDeletedArtifactTypes/{{path*}}",
        SoftDeleted.as_view(),
        name="soft-deleted-below",
    ),
    *(path for root, what in WHAT.items() for path in unserved(root, what)),
    # For those it is shared with
    arm_path(f"{LOCATION}/sharedGalleries", SharedGalleries.as_view(), name="sharedGalleries"),
    *readers("sharedGalleries", SHARED),
    *readers("communityGalleries", COMMUNITY),
    arm_path("providers/Microsoft.ResourceGraph/resources", ResourcesView.as_view(), name="graph"),
    arm_path(f"{LOCATION}/usages", Usages.as_view(), name="usages"),
]
