"""Addresses of the resource manager that belong to this app."""

from django.urls import include, path

from accounts.api import activity, cards, groups, namespaces, roles, subscriptions, tags
from accounts.api.assignments.lists import RoleAssignments
from accounts.api.assignments.resource import RoleAssignmentView
from portal.api.routes import arm_path

S = "subscriptions/{subscription}"
RG = f"{S}/resourceGroups/{{group}}"
AUTHORIZATION = "providers/Microsoft.Authorization"

urlpatterns = [
    # Subscriptions and tenants
    arm_path("subscriptions", subscriptions.Subscriptions.as_view(), name="api-subscriptions"),
    arm_path(S, subscriptions.SubscriptionView.as_view(), name="api-subscription"),
    arm_path("tenants", subscriptions.Tenants.as_view(), name="api-tenants"),
    arm_path(f"{S}/locations", subscriptions.Locations.as_view(), name="api-locations"),
    # Providers
    arm_path("providers", namespaces.Providers.as_view(), name="api-tenant-providers"),
    arm_path(
        "providers/{namespace}", namespaces.ProviderView.as_view(), name="api-tenant-provider"
    ),
    arm_path(
        "providers/{namespace}/operations", namespaces.Operations.as_view(), name="api-rights"
    ),
    arm_path(f"{S}/providers", namespaces.Providers.as_view(), name="api-providers"),
    arm_path(
        f"{S}/providers/{{namespace}}", namespaces.ProviderView.as_view(), name="api-provider"
    ),
    arm_path(
        f"{S}/providers/{{namespace}}/register",
        namespaces.Register.as_view(),
        name="api-provider-register",
    ),
    arm_path(
        f"{S}/providers/{{namespace}}/unregister",
        namespaces.Unregister.as_view(),
        name="api-provider-unregister",
    ),
    # Resource groups
    arm_path(f"{S}/resourceGroups", groups.ResourceGroups.as_view(), name="api-resource-groups"),
    arm_path(RG, groups.ResourceGroupView.as_view(), name="api-resource-group"),
    arm_path(f"{RG}/exportTemplate", groups.ExportTemplate.as_view(), name="api-export-template"),
    arm_path(f"{RG}/moveResources", groups.MoveResources.as_view(), name="api-move-resources"),
    arm_path(
        f"{RG}/validateMoveResources",
        groups.MoveResources.as_view(),
        name="api-validate-move-resources",
    ),
    # Resources of every type
    arm_path(f"{S}/resources", cards.Resources.as_view(), name="api-resources"),
    arm_path(f"{RG}/resources", cards.Resources.as_view(), name="api-resources-of-group"),
    arm_path(
        "{scope*}/providers/Microsoft.Resources/tags/default",
        tags.TagsView.as_view(),
        name="api-tags",
    ),
    # What was done
    arm_path(
        f"{S}/providers/microsoft.insights/eventtypes/management/values",
        activity.ActivityLog.as_view(),
        name="api-activity",
    ),
    # Roles, at any scope
    arm_path(
        f"{{scope*}}/{AUTHORIZATION}/roleDefinitions",
        roles.RoleDefinitions.as_view(),
        name="api-roles",
    ),
    arm_path(
        f"{{scope*}}/{AUTHORIZATION}/roleDefinitions/{{role}}",
        roles.RoleDefinitionView.as_view(),
        name="api-role",
    ),
    arm_path(
        f"{AUTHORIZATION}/roleDefinitions",
        roles.RoleDefinitions.as_view(),
        name="api-tenant-roles",
    ),
    arm_path(
        f"{AUTHORIZATION}/roleDefinitions/{{role}}",
        roles.RoleDefinitionView.as_view(),
        name="api-tenant-role",
    ),
    arm_path(
        f"{{scope*}}/{AUTHORIZATION}/roleAssignments",
        RoleAssignments.as_view(),
        name="api-role-assignments",
    ),
    arm_path(
        f"{{scope*}}/{AUTHORIZATION}/roleAssignments/{{assignment}}",
        RoleAssignmentView.as_view(),
        name="api-role-assignment",
    ),
    arm_path(
        f"{AUTHORIZATION}/roleAssignments/{{assignment}}",
        RoleAssignmentView.as_view(),
        name="api-tenant-role-assignment",
    ),
    arm_path(
        f"{{scope*}}/{AUTHORIZATION}/permissions",
        roles.Permissions.as_view(),
        name="api-permissions",
    ),
    # Who is who
    path("", include("accounts.api.graph.urls")),
]
