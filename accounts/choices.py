"""Closed lists of this app."""

from django.db.models import TextChoices


class ResourceType(TextChoices):
    TENANT = "Microsoft.Resources/tenants", "Tenant"
    SUBSCRIPTION = "Microsoft.Resources/subscriptions", "Subscription"
    RESOURCE_GROUP = "Microsoft.Resources/subscriptions/resourceGroups", "Resource group"
    GALLERY = "Microsoft.Compute/galleries", "Gallery"
    DEFINITION = "Microsoft.Compute/galleries/images", "Image definition"
    VERSION = "Microsoft.Compute/galleries/images/versions", "Image version"


class PrincipalKind(TextChoices):
    PERSON = "User", "Person"
    SERVICE = "ServicePrincipal", "Service principal"


class DeviceState(TextChoices):
    PENDING = "Pending"
    APPROVED = "Approved"
    DENIED = "Denied"


class DeletionState(TextChoices):
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"


# The ancestor column of the card that each grantable type of resource owns.
SCOPE_COLUMNS = {
    ResourceType.TENANT: "tenant",
    ResourceType.SUBSCRIPTION: "subscription",
    ResourceType.RESOURCE_GROUP: "resource_group",
    ResourceType.GALLERY: "gallery",
    ResourceType.DEFINITION: "definition",
}

# Changing a directory is an action of authorisation: Owner and User Access Administrator may, and
# Contributor, who manages everything else, may not.
PRINCIPALS = "Microsoft.Authorization/principals"
