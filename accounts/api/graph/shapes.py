"""Principals as Graph shows them."""

from typing import Any

from accounts.models import Application, Group, ServicePrincipal, User
from portal.api.shapes import iso

Shape = dict[str, Any]

USER = {"@odata.type": "#microsoft.graph.user"}
GROUP = {"@odata.type": "#microsoft.graph.group"}
SERVICE = {"@odata.type": "#microsoft.graph.servicePrincipal"}


def user(row: User) -> Shape:
    return {
        "id": str(row.guid),
        "displayName": row.display_name,
        "userPrincipalName": row.sign_in_name,
        "mail": row.sign_in_name,
        "accountEnabled": row.is_active,
        "createdDateTime": iso(row.created_at),
        "userType": "Member",
        "givenName": None,
        "surname": None,
        "jobTitle": None,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None,
        "businessPhones": [],
    }


def group(row: Group) -> Shape:
    return {
        "id": str(row.guid),
        "displayName": row.name,
        "description": row.description or None,
        "createdDateTime": iso(row.created_at),
        "mailNickname": str(row.guid),
        "mailEnabled": False,
        "securityEnabled": True,
        "groupTypes": [],
    }


def service_principal(row: ServicePrincipal, *, with_credentials: bool = False) -> Shape:
    """Needs its user, and its application with its tenant. At home it has its app's credentials."""
    app = row.application
    return {
        "id": str(row.user.guid),
        "appId": str(app.client_id),
        "displayName": row.user.display_name,
        "appDisplayName": app.name,
        "appOwnerOrganizationId": str(app.tenant.guid),
        "accountEnabled": row.user.is_active,
        "createdDateTime": iso(row.consented_at),
        "servicePrincipalType": "Application",
        "servicePrincipalNames": [str(app.client_id)],
        "signInAudience": audience(app),
        "replyUrls": app.redirect_uris,
        "notes": app.purpose or None,
        "passwordCredentials": _secrets(app) if with_credentials else [],
        "keyCredentials": _certificates(app) if with_credentials else [],
        "appRoles": [],
        "tags": [],
    }


def application(row: Application, *, with_credentials: bool) -> Shape:
    """An app has one id here: its object id is its client id."""
    return {
        "id": str(row.client_id),
        "appId": str(row.client_id),
        "displayName": row.name,
        "notes": row.purpose or None,
        "createdDateTime": iso(row.created_at),
        "publisherDomain": row.tenant.domain,
        "signInAudience": audience(row),
        "identifierUris": [],
        "web": {"redirectUris": row.redirect_uris},
        "publicClient": {"redirectUris": []},
        "spa": {"redirectUris": []},
        "api": {},
        "appRoles": [],
        "requiredResourceAccess": [],
        "tags": [],
        "passwordCredentials": _secrets(row) if with_credentials else [],
        "keyCredentials": _certificates(row) if with_credentials else [],
    }


def audience(app: Application) -> str:
    return "AzureADMultipleOrgs" if app.is_multi_tenant else "AzureADMyOrg"


def _secrets(app: Application) -> list[Shape]:
    return [password(secret) for secret in app.secrets.all()]


def password(secret: Any, value: str | None = None) -> Shape:
    return {
        "keyId": str(secret.guid),
        "displayName": secret.name or None,
        "hint": secret.hint,
        "startDateTime": iso(secret.created_at),
        "endDateTime": iso(secret.expires_at),
        "secretText": value,
        "customKeyIdentifier": None,
    }


def _certificates(app: Application) -> list[Shape]:
    return [
        {
            "keyId": str(certificate.guid),
            "displayName": certificate.name or None,
            "customKeyIdentifier": certificate.thumbprint,
            "startDateTime": iso(certificate.starts_at),
            "endDateTime": iso(certificate.expires_at),
            "type": "AsymmetricX509Cert",
            "usage": "Verify",
            "key": None,
        }
        for certificate in app.certificates.all()
    ]
