"""Resource groups: the resource, its list, and what is not done with them here."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import places
from accounts.api.fetching import fetch_group, fetch_subscription, find_group
from accounts.deletions import follow
from accounts.filters.odata import matching
from accounts.models import ResourceGroup
from accounts.services import directory
from accounts.services.group_deletion import begin_group_deletion
from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.fields import Part, Tags, Text, read, require_location
from portal.api.ids import GROUPS, ResourceId
from portal.api.resources import Answer, ArmResource, Body
from portal.api.views import ArmView, ListView, ResourceView
from portal.errors import Conflict

WRITE = f"{GROUPS}/write"
DELETE = f"{GROUPS}/delete"


class ResourceGroupSerializer(Part):
    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    type = serializers.CharField(read_only=True)
    location = Text(64)
    managedBy = Text(400)
    tags = Tags()
    properties = serializers.DictField(read_only=True)


class ResourceGroupResource(ArmResource):
    """Deleting one deletes what is in it, as an operation."""

    type = GROUPS
    floor = "2014-04-01"
    versions = ("2024-11-01", "2022-09-01", "2021-04-01", "2020-06-01", "2018-05-01", "2016-06-01")
    request_serializer = response_serializer = ResourceGroupSerializer

    def get(self, call: Call, id_: ResourceId) -> Body:
        return shape(fetch_group(call, id_.subscription, id_.resource_group))

    def put(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        wanted = read_body(body)
        group = find_group(call, id_.subscription, id_.resource_group)
        if group is None:
            return self.create(call, id_, wanted)
        check_location(group, wanted)
        return self.update(call, group, wanted.get("tags", {}))

    def patch(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        wanted = read_body(body)
        group = fetch_group(call, id_.subscription, id_.resource_group)
        return self.update(call, group, wanted.get("tags", group.resource.tags))

    def create(self, call: Call, id_: ResourceId, wanted: Body) -> Answer:
        subscription = fetch_subscription(call, id_.subscription)
        call.require(WRITE, subscription.resource)
        require_location(wanted)
        group = directory.create_resource_group(
            actor=call.actor,
            subscription=subscription,
            name=id_.resource_group,
            region=wanted["location"],
            tags=wanted.get("tags", {}),
        )
        return Answer(shape(group), 201)

    def update(self, call: Call, group: ResourceGroup, tags: Body) -> Answer:
        call.require(WRITE, group.resource)
        directory.update_resource_group(actor=call.actor, resource_group=group, tags=tags)
        return Answer(shape(group))

    def delete(self, call: Call, id_: ResourceId) -> Answer:
        group = find_group(call, id_.subscription, id_.resource_group)
        if group is None:
            fetch_subscription(call, id_.subscription)
            return Answer(status=204)
        call.require(DELETE, group.resource)
        deletion = begin_group_deletion(actor=call.actor, resource_group=group)
        if not deletion.is_running:
            return Answer()
        return Answer(status=202, operation=follow(call, deletion, id_))


def read_body(body: Body) -> Body:
    wanted = read(ResourceGroupSerializer, body)
    if wanted.get("managedBy"):
        raise NotServed("Resource groups are managed by no other resource. Leave managedBy out.")
    return wanted


def check_location(group: ResourceGroup, wanted: Body) -> None:
    region = group.resource.region
    if wanted.get("location") and places.normal(wanted["location"]) != region:
        raise Conflict(
            f"Invalid resource group location '{wanted['location']}'. The resource group already "
            f"exists in location '{region}'.",
            code="InvalidResourceGroupLocation",
            field="location",
        )


def shape(group: ResourceGroup) -> Body:
    card = group.resource
    return {
        "id": card.arm_id,
        "name": card.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": card.region,
        **({"tags": card.tags} if card.tags else {}),
        "properties": {"provisioningState": "Deleting" if group.deleting_since else "Succeeded"},
    }


class ResourceGroupView(ResourceView):
    resource = ResourceGroupResource()


class ResourceGroups(ListView):
    """Those of a subscription that the caller can read."""

    order = ("name", "id")
    response_serializer = ResourceGroupSerializer
    query_options = {"$filter": "tagName eq 'team' and tagValue eq 'base'"}

    def get_queryset(self) -> Any:
        subscription = fetch_subscription(self.call, self.kwargs["subscription"])
        readable = ResourceGroup.objects.accessible(self.call.access)
        found = readable.filter(subscription=subscription).select_related("resource")
        return found.filter(matching(self.call.option("$filter"), {}, tags="resource__tags"))

    def show(self, row: Any) -> Body:
        return shape(row)


class GroupAction(ArmView):
    """Something the public service does to a group, and this one does not."""

    http_method_names = ["post"]

    def refuse(self) -> Exception:
        raise TypeError(f"{type(self).__name__} gives no reason.")

    def post(self, request: Request, subscription: str, group: str) -> Response:
        fetch_group(self.call, subscription, group)
        raise self.refuse()


class ExportTemplate(GroupAction):
    def refuse(self) -> Exception:
        return NotServed(
            "Templates are not made from resource groups here. Every page of a gallery, image and "
            "version shows how to make its like."
        )


class MoveResources(GroupAction):
    """Galleries cannot be moved, in the public service either."""

    def refuse(self) -> Exception:
        types = ", ".join(sorted(self._types())) or "Microsoft.Compute/galleries"
        return Conflict(
            f"Resource move is not supported for resource types '{types}'. Make a gallery in the "
            "target group and create its versions from these. Nothing was moved.",
            code="ResourceMoveNotSupported",
        )

    def _types(self) -> set[str]:
        named = self.body.get("resources")
        texts = [text for text in named if isinstance(text, str)] if isinstance(named, list) else []
        return {ResourceId.parse(text).type for text in texts}
