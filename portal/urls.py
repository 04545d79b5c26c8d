"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("regions.urls")),
    path("", include("galleries.urls")),
]

handler400 = "portal.error_pages.bad_request"
handler403 = "portal.error_pages.forbidden"
handler404 = "portal.error_pages.not_found"
handler500 = "portal.error_pages.server_error"
