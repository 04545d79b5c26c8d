"""What pages of this app do, as steps for scripts (see portal.snippets), with the real ids."""

from accounts.snippets.access import giving_access, listing_access, removing_access
from accounts.snippets.across import Pair, across
from accounts.snippets.apps import holding_secret, making_certificate, signing_in
from accounts.snippets.clients import coding, logging_in, registering, trusting
from accounts.snippets.containers import (
    creating_group,
    deleting_group,
    of_group,
    of_subscription,
)
from accounts.snippets.directory import (
    adding_group,
    adding_person,
    creating_subscription,
    creating_tenant,
    listing_principals,
    registering_app,
)

__all__ = [
    "Pair",
    "across",
    "adding_group",
    "adding_person",
    "coding",
    "creating_group",
    "creating_subscription",
    "creating_tenant",
    "deleting_group",
    "giving_access",
    "holding_secret",
    "listing_access",
    "listing_principals",
    "logging_in",
    "making_certificate",
    "of_group",
    "of_subscription",
    "registering",
    "registering_app",
    "removing_access",
    "signing_in",
    "trusting",
]
