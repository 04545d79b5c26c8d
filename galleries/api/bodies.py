"""Bodies of galleries and image definitions, as they are sent and answered."""

from rest_framework import serializers

from galleries.api.fields import Choice, Moment, Whole, several
from galleries.choices import (
    Architecture,
    DiskType,
    Generation,
    OsState,
    OsType,
    ProvisioningState,
    ShareKind,
    Sharing,
)
from portal.api.fields import Part, Tags, Text


class ResourceSerializer(Part):
    """What every resource says of itself."""

    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    type = serializers.CharField(read_only=True)
    location = Text(64)
    tags = Tags()


class SharingProfileGroupSerializer(Part):
    type = Choice(ShareKind)
    ids = serializers.ListField(child=Text(64), max_length=100)


class CommunityGalleryInfoSerializer(Part):
    publisherUri = Text(500)
    publisherContact = Text(254)
    eula = Text()
    publicNamePrefix = Text(40)
    communityGalleryEnabled = serializers.BooleanField(read_only=True)
    publicNames = serializers.ListField(child=serializers.CharField(), read_only=True)


class SharingProfileSerializer(Part):
    permissions = Choice(Sharing)
    groups = SharingProfileGroupSerializer(many=True, read_only=True)
    communityGalleryInfo = CommunityGalleryInfoSerializer()


class RegionalSharingStatusSerializer(Part):
    region = serializers.CharField()
    state = serializers.CharField()
    details = serializers.CharField()


class SharingStatusSerializer(Part):
    aggregatedState = serializers.CharField()
    summary = RegionalSharingStatusSerializer(many=True)


class SoftDeletePolicySerializer(Part):
    isSoftDeleteEnabled = serializers.BooleanField()


class GalleryIdentifierSerializer(Part):
    uniqueName = serializers.CharField(read_only=True)


class GalleryPropertiesSerializer(Part):
    description = Text()
    identifier = GalleryIdentifierSerializer(read_only=True)
    provisioningState = Choice(ProvisioningState, read_only=True)
    sharingProfile = SharingProfileSerializer()
    sharingStatus = SharingStatusSerializer(read_only=True)
    softDeletePolicy = SoftDeletePolicySerializer()


class GalleryIdentitySerializer(Part):
    type = Text(64)


class GallerySerializer(ResourceSerializer):
    identity = GalleryIdentitySerializer(write_only=True)
    properties = GalleryPropertiesSerializer()


class SharingUpdateSerializer(Part):
    """What `share` is asked to do, and answers that it did."""

    operationType = Text(40)
    groups = several(SharingProfileGroupSerializer(), most=20)


class GalleryImageIdentifierSerializer(Part):
    publisher = Text(200)
    offer = Text(200)
    sku = Text(200)


class ResourceRangeSerializer(Part):
    min = Whole()
    max = Whole()


class RecommendedMachineConfigurationSerializer(Part):
    vCPUs = ResourceRangeSerializer()
    memory = ResourceRangeSerializer()


class DisallowedSerializer(Part):
    diskTypes = serializers.ListField(child=Choice(DiskType), max_length=40)


class ImagePurchasePlanSerializer(Part):
    name = Text(128)
    publisher = Text(128)
    product = Text(128)


class GalleryImageFeatureSerializer(Part):
    name = Text(80)
    value = Text(256)
    startsAtVersion = Text(40)


class GalleryImagePropertiesSerializer(Part):
    description = Text()
    osType = Choice(OsType)
    osState = Choice(OsState)
    hyperVGeneration = Choice(Generation)
    architecture = Choice(Architecture)
    identifier = GalleryImageIdentifierSerializer()
    recommended = RecommendedMachineConfigurationSerializer()
    disallowed = DisallowedSerializer()
    purchasePlan = ImagePurchasePlanSerializer()
    features = several(GalleryImageFeatureSerializer(), most=40)
    allowUpdateImage = serializers.BooleanField(write_only=True)
    eula = Text()
    privacyStatementUri = Text(500)
    releaseNoteUri = Text(500)
    endOfLifeDate = Moment()
    provisioningState = Choice(ProvisioningState, read_only=True)


class GalleryImageSerializer(ResourceSerializer):
    properties = GalleryImagePropertiesSerializer()
