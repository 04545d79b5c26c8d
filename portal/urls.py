"""Every address of the product."""

from django.urls import include, path

from portal import health
from portal.api.description import pages as api
from portal.api.routes import arm_path
from portal.api.views import NowhereView

# The roots of the resource manager's addresses; pages keep away from them.
nowhere = [
    arm_path(f"{root}{rest}", NowhereView.as_view())
    for root in ("subscriptions", "providers", "tenants")
    for rest in ("", "/{path*}")
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("openapi.json", api.openapi_json, name="openapi-json"),
    path("openapi.yaml", api.openapi_yaml, name="openapi-yaml"),
    path("api/", api.Documentation.as_view(), name="api"),
    path("api/<str:operation>/", api.OperationPage.as_view(), name="api-operation"),
    path("", include("portal.operations.urls")),
    path("", include("portal.deployments.urls")),
    path("", include("accounts.urls")),
    path("", include("regions.urls")),
    path("", include("galleries.urls")),
    path("", include("galleries.api.urls")),
    *nowhere,
]

handler400 = "portal.error_pages.bad_request"
handler403 = "portal.error_pages.forbidden"
handler404 = "portal.error_pages.not_found"
handler500 = "portal.error_pages.server_error"
