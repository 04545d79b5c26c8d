"""Addresses of this app."""

from django.urls import include, path

from accounts.views import (
    access,
    account,
    activity,
    apps,
    consents,
    credentials,
    devices,
    directory,
    give_access,
    groups,
    help,
    installation,
    links,
    people,
    principals,
    resource_groups,
    resources,
    sample_removal,
    sign_in,
    subscriptions,
)

app_name = "accounts"

access_of_card = [
    path("", access.CardAccess.as_view(), name="card-access"),
    path("access.csv", access.CardAccessCsv.as_view(), name="card-access-csv"),
    path("give/", give_access.GiveAccess.as_view(), name="give-access"),
    path("give/people/", give_access.FindPrincipals.as_view(), name="find-principals"),
    path("grants/<uuid:grant>/remove/", access.RemoveAccess.as_view(), name="remove-access"),
]

people_of_tenant = [
    path("", directory.People.as_view(), name="people"),
    path("add/", people.AddPerson.as_view(), name="person-create"),
]

apps_of_tenant = [
    path("", directory.Apps.as_view(), name="apps"),
    path("add/", apps.RegisterApp.as_view(), name="app-create"),
    path("<uuid:guid>/edit/", apps.EditApp.as_view(), name="app-edit"),
    path("<uuid:guid>/delete/", apps.DeleteApp.as_view(), name="app-delete"),
    path("<uuid:guid>/secrets/add/", credentials.CreateSecret.as_view(), name="secret-create"),
    path(
        "<uuid:guid>/secrets/<uuid:credential>/remove/",
        credentials.RemoveSecret.as_view(),
        name="secret-remove",
    ),
    path(
        "<uuid:guid>/certificates/add/",
        credentials.AddCertificate.as_view(),
        name="certificate-create",
    ),
    path(
        "<uuid:guid>/certificates/<uuid:credential>/remove/",
        credentials.RemoveCertificate.as_view(),
        name="certificate-remove",
    ),
]

connected_apps = [
    path("", consents.ConnectedApps.as_view(), name="connected-apps"),
    path("consent/", consents.Consent.as_view(), name="app-consent"),
    path("<uuid:guid>/until/", consents.ChangeConsent.as_view(), name="consent-change"),
    path("<uuid:guid>/end/", consents.EndConsent.as_view(), name="consent-end"),
]

principal = [
    path("", principals.PrincipalPage.as_view(), name="principal"),
    path("rename/", people.RenamePrincipal.as_view(), name="principal-rename"),
    path("enable/", people.Activate.as_view(), name="principal-enable"),
    path("disable/", people.Deactivate.as_view(), name="principal-disable"),
    path("link/", people.NewLink.as_view(), name="principal-link"),
]

groups_of_tenant = [
    path("", directory.Groups.as_view(), name="groups"),
    path("add/", groups.AddGroup.as_view(), name="group-create"),
    path("<uuid:guid>/", groups.GroupPage.as_view(), name="group"),
    path("<uuid:guid>/edit/", groups.EditGroup.as_view(), name="group-edit"),
    path("<uuid:guid>/delete/", groups.DeleteGroup.as_view(), name="group-delete"),
    path("<uuid:guid>/members/add/", groups.AddMember.as_view(), name="member-add"),
    path(
        "<uuid:guid>/members/<uuid:member>/remove/",
        groups.RemoveMember.as_view(),
        name="member-remove",
    ),
]

directory_of_tenant = [
    path("people/", include(people_of_tenant)),
    path("apps/", include(apps_of_tenant)),
    path("connected-apps/", include(connected_apps)),
    path("groups/", include(groups_of_tenant)),
    path("principals/<uuid:guid>/", include(principal)),
]

subscription = [
    path("", subscriptions.SubscriptionPage.as_view(), name="subscription"),
    path("rename/", subscriptions.RenameSubscription.as_view(), name="subscription-rename"),
    path("delete/", subscriptions.DeleteSubscription.as_view(), name="subscription-delete"),
    path("groups/add/", subscriptions.AddResourceGroup.as_view(), name="resource-group-create"),
]

resource_group = [
    path("", resource_groups.ResourceGroupPage.as_view(), name="resource-group"),
    path("tags/", resource_groups.EditTags.as_view(), name="resource-group-tags"),
    path("delete/", resource_groups.DeleteResourceGroup.as_view(), name="resource-group-delete"),
]

own_account = [
    path("", account.Account.as_view(), name="account"),
    path("password/", account.ChangePassword.as_view(), name="account-password"),
    path("apps/end/", account.EndConnections.as_view(), name="connections-end"),
    path("apps/<uuid:guid>/end/", account.EndConnection.as_view(), name="connection-end"),
    path("sessions/end/", account.SignOutEverywhere.as_view(), name="sign-out-everywhere"),
    path("sessions/<str:handle>/end/", account.EndSession.as_view(), name="session-end"),
]

of_installation = [
    path("", installation.Installation.as_view(), name="installation"),
    path("tenants/add/", installation.AddTenant.as_view(), name="tenant-create"),
    path("tenants/<uuid:guid>/rename/", installation.RenameTenant.as_view(), name="tenant-rename"),
    path("tenants/<uuid:guid>/delete/", installation.DeleteTenant.as_view(), name="tenant-delete"),
    path("elevate/", installation.Elevate.as_view(), name="elevate"),
    path("elevate/stop/", installation.StopElevation.as_view(), name="elevate-stop"),
]

urlpatterns = [
    path("", include("accounts.oauth.urls")),
    path("", include("accounts.api.urls")),
    # Ways in
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/sample/", sign_in.SampleSignIn.as_view(), name="sample-sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("set-up/<str:token>/", links.SetUp.as_view(), name="set-up"),
    path("choose-password/<str:token>/", links.ChoosePassword.as_view(), name="choose-password"),
    path("account/", include(own_account)),
    path("devicelogin/", devices.EnterCode.as_view(), name="device-login"),
    path("devicelogin/confirm/", devices.ConfirmDevice.as_view(), name="device-confirm"),
    # Everything one can read, and what was done to it
    path("resources/", resources.AllResources.as_view(), name="resources"),
    path("resources/resources.csv", resources.ResourcesCsv.as_view(), name="resources-csv"),
    path("activity/", activity.Activity.as_view(), name="activity"),
    path("activity/activity.csv", activity.ActivityCsv.as_view(), name="activity-csv"),
    path("access/<uuid:guid>/", include(access_of_card)),
    # Tenants and what they own
    path("directory/", directory.Directory.as_view(), name="directory"),
    path("directory/<uuid:tenant>/", include(directory_of_tenant)),
    path("directory/subscriptions/", subscriptions.Subscriptions.as_view(), name="subscriptions"),
    path(
        "directory/subscriptions/add/",
        subscriptions.AddSubscription.as_view(),
        name="subscription-create",
    ),
    path("directory/subscriptions/<uuid:guid>/", include(subscription)),
    path("resource-groups/<uuid:guid>/", include(resource_group)),
    # How to use it from elsewhere
    path("help/clients/", help.Clients.as_view(), name="help-clients"),
    path("help/clients/gallery-ca.pem", help.Authority.as_view(), name="help-authority"),
    path("help/cross-tenant/", help.CrossTenant.as_view(), name="help-cross-tenant"),
    # The installation
    path("installation/", include(of_installation)),
    path("sample/remove/", sample_removal.RemoveSample.as_view(), name="sample-remove"),
]
