"""The operation that is a resource group's deletion; its end is read from the deletion's row."""

from accounts import deletions
from accounts.choices import DeletionState
from accounts.models import GroupDeletion
from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.operations import kinds, services
from portal.operations.kinds import Kind, Settled
from portal.operations.models import Operation, Status

KIND = "resource group deletion"
BLOCKED = "ResourceGroupDeletionBlocked"


def register() -> None:
    kinds.register(KIND, Kind(settle=settle))
    deletions.register(follow)


def follow(call: Call, deletion: GroupDeletion, group: ResourceId) -> Operation:
    return services.begin(
        user=call.user,
        kind=KIND,
        target=str(group),
        subscription=group.subscription,
        data={"deletion": str(deletion.guid)},
    )


def settle(operation: Operation) -> Settled | None:
    deletion = GroupDeletion.objects.filter(guid=operation.data["deletion"]).first()
    if deletion is None or deletion.state == DeletionState.SUCCEEDED:
        return Settled()
    if deletion.state == DeletionState.FAILED:
        return Settled(Status.FAILED, BLOCKED, deletion.error)
    return None
