"""Tables of this app, one file per noun."""

from accounts.models.apps import AppCertificate, Application, AppSecret, ServicePrincipal
from accounts.models.connections import (
    AuthorizationCode,
    Connection,
    DeviceLogin,
    RefreshToken,
)
from accounts.models.deletion import GroupDeletion
from accounts.models.directory import Group, Tenant, User
from accounts.models.grants import GroupGrant, UserGrant
from accounts.models.resource import Resource, ResourceQuerySet
from accounts.models.scoped import (
    OPERATOR,
    Access,
    Operator,
    Principal,
    ScopedManager,
    ScopedQuerySet,
)
from accounts.models.session import Session
from accounts.models.sign_in import SetupLink, SignInAttempts
from accounts.models.tree import ResourceGroup, Subscription

__all__ = [
    "AppCertificate",
    "AppSecret",
    "Application",
    "AuthorizationCode",
    "Connection",
    "DeviceLogin",
    "RefreshToken",
    "ServicePrincipal",
    "OPERATOR",
    "Access",
    "Group",
    "GroupDeletion",
    "GroupGrant",
    "Operator",
    "Principal",
    "Resource",
    "ResourceGroup",
    "ResourceQuerySet",
    "ScopedManager",
    "ScopedQuerySet",
    "Session",
    "SetupLink",
    "SignInAttempts",
    "Subscription",
    "Tenant",
    "User",
    "UserGrant",
]
