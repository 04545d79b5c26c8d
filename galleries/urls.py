"""Addresses of this app."""

from django.urls import path
from django.views.generic import RedirectView

from galleries.views import (
    catalogue,
    definitions,
    downloads,
    galleries,
    publish,
    shared,
    sharing,
    versions,
)

app_name = "galleries"

GALLERY = "galleries/<uuid:guid>/"
IMAGE = f"{GALLERY}images/<str:image>/"
VERSION = f"{IMAGE}versions/<str:number>/"
REGION = f"{VERSION}regions/<str:region>/"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="galleries:index"), name="home"),
    # The catalogue
    path("galleries/", catalogue.Index.as_view(), name="index"),
    path("images/", catalogue.Images.as_view(), name="images"),
    path("shared/", shared.SharedImages.as_view(), name="shared"),
    # A gallery
    path("galleries/create/", galleries.CreateGallery.as_view(), name="create"),
    path(GALLERY, galleries.GalleryPage.as_view(), name="gallery"),
    path(f"{GALLERY}settings/", galleries.GallerySettings.as_view(), name="gallery-settings"),
    path(f"{GALLERY}sharing/", sharing.SharingPage.as_view(), name="sharing"),
    path(f"{GALLERY}sharing/add/", sharing.ShareDirectly.as_view(), name="share-directly"),
    path(
        f"{GALLERY}sharing/everybody/", sharing.ShareWithEverybody.as_view(), name="share-everybody"
    ),
    path(f"{GALLERY}sharing/stop/", sharing.StopSharing.as_view(), name="stop-sharing"),
    path(
        f"{GALLERY}sharing/<str:kind>/<uuid:recipient>/remove/",
        sharing.Unshare.as_view(),
        name="unshare",
    ),
    path(f"{GALLERY}delete/", galleries.DeleteGallery.as_view(), name="delete-gallery"),
    # An image definition
    path(
        f"{GALLERY}create-image/", definitions.CreateDefinition.as_view(), name="create-definition"
    ),
    path(IMAGE, definitions.DefinitionPage.as_view(), name="definition"),
    path(f"{IMAGE}settings/", definitions.DefinitionSettings.as_view(), name="definition-settings"),
    path(f"{IMAGE}delete/", definitions.DeleteDefinition.as_view(), name="delete-definition"),
    # An image version
    path(f"{IMAGE}create-version/", publish.CreateVersion.as_view(), name="create-version"),
    path(VERSION, versions.VersionPage.as_view(), name="version"),
    path(f"{VERSION}settings/", versions.VersionSettings.as_view(), name="version-settings"),
    path(f"{VERSION}regions/", publish.EditRegions.as_view(), name="edit-regions"),
    path(f"{VERSION}source/", publish.ReplaceSource.as_view(), name="replace-source"),
    path(f"{VERSION}delete/", versions.DeleteVersion.as_view(), name="delete-version"),
    path(f"{REGION}retry/", versions.RetryRegion.as_view(), name="retry-region"),
    path(f"{REGION}cancel/", versions.CancelRegion.as_view(), name="cancel-region"),
    # Its bytes
    path(f"{VERSION}download/", downloads.StartDownload.as_view(), name="start-download"),
    path("downloads/<str:ticket>/<str:file_name>", downloads.Download.as_view(), name="download"),
]
