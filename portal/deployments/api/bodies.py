"""Bodies of deployments, as they are sent and answered; the template is read by `language`."""

from rest_framework import serializers

from portal.api.fields import Part, Tags, Text


class ParameterValueSerializer(Part):
    type = serializers.CharField(read_only=True)
    value = serializers.JSONField()


class ProviderTypeSerializer(Part):
    resourceType = serializers.CharField()


class ProviderSerializer(Part):
    namespace = serializers.CharField()
    resourceTypes = ProviderTypeSerializer(many=True)


class NamedResourceSerializer(Part):
    id = serializers.CharField()
    resourceType = serializers.CharField()
    resourceName = serializers.CharField()


class DependencySerializer(NamedResourceSerializer):
    dependsOn = NamedResourceSerializer(many=True)


class ResourceReferenceSerializer(Part):
    id = serializers.CharField()


class WhatIfSettingsSerializer(Part):
    resultFormat = serializers.ChoiceField(choices=["FullResourcePayloads", "ResourceIdOnly"])


class DeploymentPropertiesSerializer(Part):
    template = serializers.DictField(write_only=True)
    parameters = serializers.DictField(child=ParameterValueSerializer())
    mode = serializers.ChoiceField(choices=["Incremental"])
    whatIfSettings = WhatIfSettingsSerializer(write_only=True)
    templateHash = serializers.CharField(read_only=True)
    provisioningState = serializers.CharField(read_only=True)
    timestamp = serializers.DateTimeField(read_only=True)
    duration = serializers.CharField(read_only=True)
    correlationId = serializers.CharField(read_only=True)
    providers = ProviderSerializer(many=True, read_only=True)
    dependencies = DependencySerializer(many=True, read_only=True)
    outputs = serializers.DictField(read_only=True)
    outputResources = ResourceReferenceSerializer(many=True, read_only=True)
    validatedResources = ResourceReferenceSerializer(many=True, read_only=True)
    error = serializers.DictField(read_only=True)


class DeploymentSerializer(Part):
    """A template, or how carrying it out went."""

    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    type = serializers.CharField(read_only=True)
    location = Text(64)
    tags = Tags()
    properties = DeploymentPropertiesSerializer()


class WhatIfChangeSerializer(Part):
    resourceId = serializers.CharField()
    changeType = serializers.ChoiceField(choices=["Create", "Modify", "NoChange", "Unsupported"])
    unsupportedReason = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()
    delta = serializers.ListField(child=serializers.DictField())


class WhatIfPropertiesSerializer(Part):
    changes = WhatIfChangeSerializer(many=True)


class WhatIfSerializer(Part):
    """What a deployment would do."""

    status = serializers.CharField()
    properties = WhatIfPropertiesSerializer()


class ExportedTemplateSerializer(Part):
    template = serializers.DictField()


class DeploymentStatusSerializer(Part):
    id = serializers.CharField()
    name = serializers.CharField()
    status = serializers.CharField()
    startTime = serializers.DateTimeField()
    endTime = serializers.DateTimeField()
    error = serializers.DictField()


class DeploymentOperationPropertiesSerializer(Part):
    provisioningOperation = serializers.CharField()
    provisioningState = serializers.CharField()
    timestamp = serializers.DateTimeField()
    duration = serializers.CharField()
    trackingId = serializers.CharField()
    statusCode = serializers.CharField()
    statusMessage = serializers.DictField()
    targetResource = NamedResourceSerializer()


class DeploymentOperationSerializer(Part):
    """What became of one resource of a deployment."""

    id = serializers.CharField()
    operationId = serializers.CharField()
    type = serializers.CharField()
    properties = DeploymentOperationPropertiesSerializer()
