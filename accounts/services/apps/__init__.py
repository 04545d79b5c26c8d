"""Apps: registering them, what they prove themselves with, and where they may act."""

from accounts.services.apps.certificates import add_certificate, remove_certificate
from accounts.services.apps.consents import (
    consent_to_app,
    end_consent,
    find_application,
    set_consent_end,
)
from accounts.services.apps.registration import create_app, delete_app, rename_app, update_app
from accounts.services.apps.secrets import NewSecret, create_secret, remove_secret

__all__ = [
    "NewSecret",
    "add_certificate",
    "consent_to_app",
    "create_app",
    "create_secret",
    "delete_app",
    "end_consent",
    "find_application",
    "remove_certificate",
    "remove_secret",
    "rename_app",
    "set_consent_end",
    "update_app",
]
