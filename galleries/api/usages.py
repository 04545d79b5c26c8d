"""How much of its limits a subscription uses in a region."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import ResourceType
from accounts.models import Subscription
from galleries.api.fetching import fetch_subscription
from galleries.services.limits import limit_of, used
from portal.api.fields import Part
from portal.api.resources import Body
from portal.api.views import ArmView
from regions.models import Region
from regions.services.regions import resolve_region

READ = "Microsoft.Compute/locations/usages/read"
NAMES = {
    ResourceType.GALLERY: ("galleries", "Galleries"),
    ResourceType.DEFINITION: ("galleryImages", "Gallery image definitions"),
    ResourceType.VERSION: ("galleryImageVersions", "Gallery image versions"),
}


class UsageNameSerializer(Part):
    value = serializers.CharField()
    localizedValue = serializers.CharField()


class UsageSerializer(Part):
    unit = serializers.CharField()
    currentValue = serializers.IntegerField()
    limit = serializers.IntegerField()
    name = UsageNameSerializer()


class UsagesSerializer(Part):
    value = UsageSerializer(many=True)


class Usages(ArmView):
    floor = "2017-12-01"
    response_serializer = UsagesSerializer

    def get(self, request: Request, subscription: str, location: str) -> Response:
        found = fetch_subscription(self.call, subscription)
        self.call.require(READ, found.resource)
        region = resolve_region(location)
        return Response({"value": [usage(found, type_, region) for type_ in NAMES]})


def usage(subscription: Subscription, type_: ResourceType, region: Region) -> Body:
    value, title = NAMES[type_]
    return {
        "unit": "Count",
        "currentValue": used(subscription, type_, region),
        "limit": limit_of(type_),
        "name": {"value": value, "localizedValue": title},
    }
