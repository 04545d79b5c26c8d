"""What templates, generic resources and lists of providers find here by type."""

from accounts import providers
from accounts.api.assignments.resource import RoleAssignmentResource
from accounts.api.groups import ResourceGroupResource
from accounts.api.roles import RoleDefinitionResource
from accounts.api.subscriptions import SubscriptionResource
from portal.api import resources
from portal.api.ids import RESOURCES


def register() -> None:
    """Called when the app is ready."""
    for resource in (
        SubscriptionResource(),
        ResourceGroupResource(),
        RoleDefinitionResource(),
        RoleAssignmentResource(),
    ):
        resources.register(resource)
    providers.register(f"{RESOURCES}/resourceGroups", actions=())
    providers.register(f"{RESOURCES}/resources", actions=("read",))
    providers.register("Microsoft.Authorization/permissions", actions=("read",))
    providers.register(f"{RESOURCES}/tags", actions=("read", "write", "delete"))
    providers.register("microsoft.insights/eventtypes", actions=("read",))
