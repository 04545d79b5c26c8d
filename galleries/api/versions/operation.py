"""The operation of a version that is published or changed: it ends when all regions settled."""

from collections.abc import Sequence

from django.db.models import Min, Sum

from galleries.models import ImageVersion
from galleries.rights import WRITE_VERSION
from portal.api.call import Call
from portal.operations.kinds import Settled
from portal.operations.models import Operation, Status
from portal.operations.services import begin
from regions.choices import RegionState
from regions.models import Claim, Replica
from regions.replication.fold import OPEN, SETTLED
from regions.services.claims import cancel_claim

KIND = "galleries.version.write"


def begin_write(call: Call, version: ImageVersion) -> Operation:
    return begin(
        user=call.user,
        kind=KIND,
        target=version.resource.arm_id,
        subscription=version.definition.gallery.subscription.guid,
        region=version.resource.region,
        data={"version": version.pk},
    )


def begin_if_open(call: Call, version: ImageVersion) -> Operation | None:
    """None when there is nothing to wait for."""
    is_open = version.disk_set.claims.exclude(state__in=SETTLED).exists()
    return begin_write(call, version) if is_open else None


def settle(operation: Operation) -> Settled | None:
    claims = Claim.objects.filter(disk_set__version=operation.data["version"])
    found = list(claims.select_related("region").order_by("id"))
    if not found:
        return Settled(Status.CANCELED, "OperationCanceled", "The version was deleted meanwhile.")
    if any(claim.state not in SETTLED for claim in found):
        operation.progress = _progress(found)
        return None
    failed = [claim for claim in found if claim.state == RegionState.FAILED]
    return _failure(failed) if failed else Settled()


def _progress(claims: Sequence[Claim]) -> int:
    """Percent of the bytes that are there; known before proof, so never all."""
    sums = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).aggregate(
        total=Sum("bytes_total"), copied=Sum("bytes_copied"), reused=Sum("bytes_reused")
    )
    done = (sums["copied"] or 0) + (sums["reused"] or 0)
    return min(99, 100 * done // sums["total"]) if sums["total"] else 0


def _failure(failed: Sequence[Claim]) -> Settled:
    errors = Replica.objects.filter(claim__in=failed).exclude(error_message="").order_by()
    details = dict(errors.values_list("claim").annotate(Min("error_message")))
    told = ", ".join(
        f"{{region:{claim.region_id}, detail:{details.get(claim.pk, 'Canceled.')}}}"
        for claim in failed
    )
    return Settled(
        Status.FAILED,
        "ReplicationJobsNotCompleted",
        "Gallery replication jobs failed in one or more regions. The failing regions' details are "
        f"as follows: '{told}'. If retry does not work, then please do an update by removing the "
        "failed regions and update again by adding them back.",
    )


def cancel(operation: Operation, call: Call) -> None:
    """Stop the regions that are still under way; what is ready stays."""
    version = ImageVersion.objects.select_related("resource").get(pk=operation.data["version"])
    call.require(WRITE_VERSION, version.resource)
    under_way = Claim.objects.filter(disk_set=version.disk_set_id, replicas__state__in=OPEN)
    for claim in under_way.select_related("region", "disk_set__card").distinct():
        cancel_claim(actor=call.actor, claim=claim)
