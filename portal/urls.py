"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("regions.urls")),
    path("", include("galleries.urls")),
]
