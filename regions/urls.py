"""Addresses of this app."""

from django.urls import path

from regions.views.regions import AllowList, Disallow, Regions
from regions.views.uploads import Uploads, UploadView

app_name = "regions"
urlpatterns = [
    path("regions/", Regions.as_view(), name="index"),
    path("installation/regions/", AllowList.as_view(), name="allow-list"),
    path(
        "installation/regions/<slug:region>/<uuid:guid>/remove",
        Disallow.as_view(),
        name="disallow",
    ),
    path("uploads/", Uploads.as_view(), name="uploads"),
    path("uploads/<uuid:guid>", UploadView.as_view(), name="upload"),
]
