"""How much may be on its way in at a time, so that nobody fills the staging of a region.

What counts is the announced length, because it is what the person said they would send; zeros that
take no room count too.
"""

from django.conf import settings
from django.db.models import Sum

from accounts.models import Subscription, User
from portal.templatetags.units import in_bytes
from regions.choices import UploadState
from regions.errors import TooManyUploads, TooMuchStaged
from regions.models import Region, Upload

OPEN = (UploadState.RECEIVING, UploadState.COMPLETE)


def make_room(upload: Upload) -> None:
    """Let one new upload at a time pass, so that the limits hold.

    Raises TooManyUploads for the person, TooMuchStaged for the subscription and region.
    """
    owner = User.objects.select_for_update().get(pk=upload.owner_id)
    subscription = Subscription.objects.select_for_update().get(
        resource=upload.scope.subscription_id
    )
    _count_open(owner)
    _count_bytes(subscription, upload.region, upload)


def _count_open(owner: User) -> None:
    most = settings.SIG_MAX_OPEN_UPLOADS
    count = Upload.objects.filter(owner=owner, state__in=OPEN).count()
    if count >= most:
        raise TooManyUploads(
            f"You have {count:,} of {most:,} uploads that may be in no version yet. Publish or "
            f"remove one, or wait: what gets no new bytes for {settings.SIG_UPLOAD_DAYS} days is "
            "dropped. Nothing was sent."
        )


def _count_bytes(subscription: Subscription, region: Region, upload: Upload) -> None:
    most = settings.SIG_MAX_STAGED_BYTES
    staged = _staged(subscription, region)
    if staged + upload.length > most:
        raise TooMuchStaged(
            f"{upload} has {in_bytes(upload.length)}, and {in_bytes(staged)} of {subscription} are "
            f"on their way in to {region} already; at most {in_bytes(most)} may be at a time. Wait "
            "until versions being published are stored, remove uploads that are not needed, choose "
            "another region, or ask an installation administrator to raise the limit. "
            "Nothing was sent.",
            field="length",
        )


def _staged(subscription: Subscription, region: Region) -> int:
    """Bytes of all that is not cleared away yet, published or not."""
    there = Upload.objects.filter(scope__subscription=subscription.resource_id, region=region)
    return there.aggregate(total=Sum("length", default=0))["total"]
