"""Bodies of image versions, as they are sent and answered, of every api-version at once."""

from rest_framework import serializers

from galleries.api.bodies import ResourceSerializer
from galleries.api.fields import Choice, Moment, Whole, several
from galleries.choices import HostCaching, ProvisioningState, StorageStrategy
from portal.api.fields import Part, Text
from regions.choices import RegionState, StorageType

MOST_TARGETS = 200


class TargetRegionSerializer(Part):
    name = Text(64)
    regionalReplicaCount = Whole()
    storageAccountType = Choice(StorageType)
    excludeFromLatest = serializers.BooleanField()
    encryption = serializers.DictField(write_only=True)
    additionalReplicaSets = serializers.ListField(write_only=True, max_length=20)


class ManagedImageSerializer(Part):
    id = Text(600)


class ManagedSourceSerializer(Part):
    """Before 2019-07-01."""

    managedImage = ManagedImageSerializer()


class PublishingProfileSerializer(Part):
    targetRegions = several(TargetRegionSerializer(), most=MOST_TARGETS)
    replicaCount = Whole()
    storageAccountType = Choice(StorageType)
    storageAccountStrategy = Choice(StorageStrategy)
    replicationMode = Text(20)
    excludeFromLatest = serializers.BooleanField()
    endOfLifeDate = Moment()
    publishedDate = serializers.DateTimeField(read_only=True)
    source = ManagedSourceSerializer()  # type: ignore[assignment]
    targetExtendedLocations = serializers.ListField(write_only=True, max_length=MOST_TARGETS)


class DiskSourceSerializer(Part):
    id = Text(600)
    uri = Text(2_000)
    storageAccountId = Text(600)


class FullSourceSerializer(Part):
    id = Text(600)
    uri = Text(2_000)
    virtualMachineId = Text(600)
    communityGalleryImageId = Text(600)


class OsDiskImageSerializer(Part):
    hostCaching = Choice(HostCaching)
    source = DiskSourceSerializer()  # type: ignore[assignment]
    sizeInGB = serializers.IntegerField(read_only=True)


class DataDiskImageSerializer(OsDiskImageSerializer):
    lun = Whole()


class StorageProfileSerializer(Part):
    source = FullSourceSerializer()  # type: ignore[assignment]
    osDiskImage = OsDiskImageSerializer()
    dataDiskImages = several(DataDiskImageSerializer(), most=64)


class SafetyProfileSerializer(Part):
    allowDeletionOfReplicatedLocations = serializers.BooleanField()
    blockDeletionBeforeEndOfLife = serializers.BooleanField()
    reportedForPolicyViolation = serializers.BooleanField(read_only=True)


class RegionalReplicationStatusSerializer(Part):
    region = serializers.CharField()
    state = Choice(RegionState)
    details = serializers.CharField()
    progress = serializers.IntegerField()


class ReplicationStatusSerializer(Part):
    aggregatedState = serializers.CharField()
    summary = RegionalReplicationStatusSerializer(many=True)


class VersionPropertiesSerializer(Part):
    publishingProfile = PublishingProfileSerializer()
    storageProfile = StorageProfileSerializer()
    safetyProfile = SafetyProfileSerializer()
    securityProfile = serializers.DictField(write_only=True)
    restore = serializers.BooleanField(write_only=True)
    provisioningState = Choice(ProvisioningState, read_only=True)
    replicationStatus = ReplicationStatusSerializer(read_only=True)


class GalleryImageVersionSerializer(ResourceSerializer):
    properties = VersionPropertiesSerializer()
