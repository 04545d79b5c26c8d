"""Closed lists of this app, with the public service's values."""

from django.db.models import TextChoices


class OsType(TextChoices):
    LINUX = "Linux"
    WINDOWS = "Windows"


class OsState(TextChoices):
    GENERALIZED = "Generalized"
    SPECIALIZED = "Specialized"


class Generation(TextChoices):
    V1 = "V1", "Generation 1"
    V2 = "V2", "Generation 2"


class Architecture(TextChoices):
    X64 = "x64"
    ARM64 = "Arm64"


class DiskType(TextChoices):
    """Types of machine disks that a definition may disallow."""

    STANDARD_LRS = "Standard_LRS", "Standard HDD"
    STANDARD_SSD_LRS = "StandardSSD_LRS", "Standard SSD"
    STANDARD_SSD_ZRS = "StandardSSD_ZRS", "Standard SSD, zone-redundant"
    PREMIUM_LRS = "Premium_LRS", "Premium SSD"
    PREMIUM_ZRS = "Premium_ZRS", "Premium SSD, zone-redundant"
    PREMIUM_V2_LRS = "PremiumV2_LRS", "Premium SSD v2"
    ULTRA_SSD_LRS = "UltraSSD_LRS", "Ultra disk"


class ProvisioningState(TextChoices):
    CREATING = "Creating"
    UPDATING = "Updating"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    DELETING = "Deleting"


class HostCaching(TextChoices):
    """How a machine's host should cache a disk that is made from an image."""

    NONE = "None"
    READ_ONLY = "ReadOnly"
    READ_WRITE = "ReadWrite"


class Sharing(TextChoices):
    """With whom a gallery may be shared besides those who have a role on it."""

    PRIVATE = "Private"
    GROUPS = "Groups", "Subscriptions and tenants"
    COMMUNITY = "Community", "Everybody"


class ShareKind(TextChoices):
    SUBSCRIPTION = "Subscriptions", "Subscription"
    TENANT = "AADTenants", "Tenant"


class StorageStrategy(TextChoices):
    """How a region gets its storage type when none is named."""

    PREFER_ZRS = "PreferStandard_ZRS", "Zone-redundant where there are zones"
    LRS = "DefaultStandard_LRS", "Standard LRS"


class SourceKind(TextChoices):
    UPLOAD = "upload", "Uploaded disk files"
    FILE = "file", "Disk files on the server"
    VERSION = "version", "Image version"
