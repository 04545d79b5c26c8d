"""Addresses of this app."""

from portal.api.routes import arm_path
from portal.operations.views import CancelView, OperationView

CAPS = "{namespace}/locations/{location}/capsOperations/{operation}"

app_name = "operations"
urlpatterns = [
    arm_path(
        f"subscriptions/{{subscription}}/providers/{CAPS}",
        OperationView.as_view(),
        name="operation",
    ),
    arm_path(
        f"subscriptions/{{subscription}}/providers/{CAPS}/cancel",
        CancelView.as_view(),
        name="cancel-operation",
    ),
    arm_path(
        "subscriptions/{subscription}/operationresults/{operation}",
        OperationView.as_view(),
        name="operation-result",
    ),
]
