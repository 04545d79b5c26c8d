"""Addresses of every tenant's authority, as clients of the public service write them."""

from accounts.oauth import discovery, endpoints
from accounts.oauth.admin_consent import AdminConsent
from accounts.oauth.authorize import Authorize
from portal.api.routes import arm_path

urlpatterns = [
    arm_path("metadata/endpoints", discovery.clouds, "clouds"),
    arm_path("adfs/.well-known/openid-configuration", discovery.configuration, "adfs"),
    arm_path(
        "{tenant}/v2.0/.well-known/openid-configuration", discovery.configuration, "configuration"
    ),
    arm_path("{tenant}/discovery/v2.0/keys", discovery.keys, "keys"),
    arm_path("{tenant}/oauth2/v2.0/token", endpoints.token, "token"),
    arm_path("{tenant}/oauth2/v2.0/devicecode", endpoints.device_code, "device-code"),
    arm_path("{tenant}/oauth2/v2.0/revoke", endpoints.revocation, "revoke"),
    arm_path("{tenant}/oauth2/v2.0/authorize", Authorize.as_view(), "authorize"),
    arm_path("{tenant}/adminconsent", AdminConsent.as_view(), "admin-consent"),
    arm_path("{tenant}/v2.0/adminconsent", AdminConsent.as_view(), "admin-consent-v2"),
]
