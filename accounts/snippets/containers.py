"""Steps of the pages of subscriptions, resource groups and of everything in them."""

from accounts.models import ResourceGroup, Subscription
from portal.snippets import Call, Sdk, Step, option

GROUPS = "2024-11-01"
EXAMPLE = "images"


def of_subscription(subscription: Subscription) -> list[Step]:
    guid = str(subscription.guid)
    own = option("--subscription", guid)
    return [
        Step(
            "Its resource groups",
            Call("GET", f"/subscriptions/{guid}/resourceGroups", GROUPS),
            az=["group list", own, "--output table"],
            sdk=Sdk("resources", "resource_groups.list", (), "each.name"),
            command=["list_resources", own, "--type resource-group"],
        ),
        Step(
            "Everything in it",
            Call("GET", f"/subscriptions/{guid}/resources", GROUPS),
            az=["resource list", own, "--output table"],
            sdk=Sdk("resources", "resources.list", (), "each.id"),
            command=["list_resources", own],
        ),
    ]


def creating_group(subscription: Subscription, name: str, region: str) -> list[Step]:
    name, region = name or EXAMPLE, region or "westus2"
    path = f"{subscription.resource.arm_id}/resourceGroups/{name}"
    where = [option("--subscription", subscription.guid), option("--name", name)]
    return [
        Step(
            "A resource group",
            Call("PUT", path, GROUPS, {"location": region}),
            az=["group create", *where, option("--location", region)],
            sdk=Sdk("resources", "resource_groups.create_or_update", [name]),
        )
    ]


def of_group(group: ResourceGroup) -> list[Step]:
    own = option("--subscription", group.subscription.guid)
    return [
        Step(
            "What is in it",
            Call("GET", f"{group.resource.arm_id}/resources", GROUPS),
            az=["resource list", own, option("--resource-group", group.name), "--output table"],
            sdk=Sdk("resources", "resources.list_by_resource_group", [group.name], "each.id"),
        )
    ]


def deleting_group(group: ResourceGroup) -> list[Step]:
    own = option("--subscription", group.subscription.guid)
    return [
        Step(
            "With everything in it",
            Call("DELETE", group.resource.arm_id, GROUPS),
            az=["group delete", own, option("--name", group.name), "--yes"],
            sdk=Sdk("resources", "resource_groups.begin_delete", [group.name]),
        )
    ]
