"""What recipients of a shared gallery get to read."""

from rest_framework import serializers

from galleries.api.bodies import GalleryImagePropertiesSerializer
from galleries.choices import HostCaching
from portal.api.fields import Part


class PublicIdentifierSerializer(Part):
    uniqueId = serializers.CharField()


class PublicSerializer(Part):
    name = serializers.CharField()
    type = serializers.CharField()
    location = serializers.CharField()
    identifier = PublicIdentifierSerializer()


class CommunityMetadataSerializer(Part):
    publisherUri = serializers.CharField()
    publisherContact = serializers.CharField()
    eula = serializers.CharField()
    publicNames = serializers.ListField(child=serializers.CharField())


class PublicGalleryPropertiesSerializer(Part):
    communityMetadata = CommunityMetadataSerializer()


class PublicGallerySerializer(PublicSerializer):
    properties = PublicGalleryPropertiesSerializer()


class PublicImageSerializer(PublicSerializer):
    properties = GalleryImagePropertiesSerializer()


class PublicDiskSerializer(Part):
    diskSizeGB = serializers.IntegerField()
    hostCaching = serializers.ChoiceField(HostCaching.values)


class PublicDataDiskSerializer(PublicDiskSerializer):
    lun = serializers.IntegerField()


class PublicStorageProfileSerializer(Part):
    osDiskImage = PublicDiskSerializer()
    dataDiskImages = PublicDataDiskSerializer(many=True)


class PublicVersionPropertiesSerializer(Part):
    publishedDate = serializers.DateTimeField()
    endOfLifeDate = serializers.DateTimeField()
    excludeFromLatest = serializers.BooleanField()
    storageProfile = PublicStorageProfileSerializer()


class PublicVersionSerializer(PublicSerializer):
    properties = PublicVersionPropertiesSerializer()
