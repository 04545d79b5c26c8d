"""Addresses of the Graph subset."""

from accounts.api.graph import applications, principals, views
from portal.api.routes import arm_path

V1 = "v1.0"
SERVICE = f"{V1}/servicePrincipals/{{id}}"
APP = f"{V1}/applications/{{id}}"

urlpatterns = [
    arm_path(f"{V1}/me", principals.Me.as_view(), name="graph-me"),
    arm_path(f"{V1}/organization", principals.Organization.as_view(), name="graph-organization"),
    arm_path(f"{V1}/users", principals.Users.as_view(), name="graph-users"),
    arm_path(f"{V1}/users/{{id}}", principals.UserView.as_view(), name="graph-user"),
    arm_path(f"{V1}/groups", principals.Groups.as_view(), name="graph-groups"),
    arm_path(f"{V1}/groups/{{id}}", principals.GroupView.as_view(), name="graph-group"),
    arm_path(f"{V1}/groups/{{id}}/members", principals.Members.as_view(), name="graph-members"),
    arm_path(
        f"{V1}/servicePrincipals", principals.ServicePrincipals.as_view(), name="graph-services"
    ),
    arm_path(
        SERVICE,
        principals.ServicePrincipalView.as_view(),
        name="graph-service",
    ),
    arm_path(
        f"{SERVICE}/addPassword",
        applications.AddPasswordAtHome.as_view(),
        name="graph-service-add-password",
    ),
    arm_path(
        f"{SERVICE}/removePassword",
        applications.RemovePasswordAtHome.as_view(),
        name="graph-service-remove-password",
    ),
    arm_path(f"{V1}/directoryObjects/getByIds", principals.ByIds.as_view(), name="graph-by-ids"),
    arm_path(f"{V1}/directoryObjects/{{id}}", principals.ObjectView.as_view(), name="graph-object"),
    arm_path(f"{V1}/applications", applications.Applications.as_view(), name="graph-apps"),
    arm_path(APP, applications.ApplicationView.as_view(), name="graph-app"),
    arm_path(f"{APP}/addPassword", applications.AddPassword.as_view(), name="graph-add-password"),
    arm_path(
        f"{APP}/removePassword", applications.RemovePassword.as_view(), name="graph-remove-password"
    ),
    arm_path(f"{V1}/{{path*}}", views.Nowhere.as_view(), name="graph-nowhere"),
]
