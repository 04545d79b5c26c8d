"""Sharing a gallery beyond roles, with subscriptions and tenants or with everybody."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.choices import ResourceType
from accounts.models import Access, Resource, User
from accounts.services.grants import is_told_all
from galleries.choices import ShareKind, Sharing
from galleries.errors import NotShareable, StillShared
from galleries.models import CommunityProfile, DirectShare, Gallery, ImageDefinition
from galleries.services.cards import touch
from portal.audit.services import Actor, record
from portal.errors import InvalidInput
from regions.models import Region

SHARE = f"{ResourceType.GALLERY}/share/action"
MOST = {ShareKind.SUBSCRIPTION: 30, ShareKind.TENANT: 5}

Recipient = tuple[ShareKind, UUID]


@transaction.atomic
def share_gallery(*, actor: Actor, gallery: Gallery, recipients: Iterable[Recipient]) -> None:
    """Add subscriptions and tenants. Raises NotShareable unless the gallery is meant for it."""
    _hold(gallery)
    _require(gallery, Sharing.GROUPS)
    check_one_region(gallery)
    before = _recipients(gallery)
    added = [recipient for recipient in dict.fromkeys(recipients) if recipient not in before]
    _check_room([*before, *added])
    DirectShare.objects.bulk_create(
        DirectShare(gallery=gallery, kind=kind, guid=guid) for kind, guid in added
    )
    if added:
        _note(actor, gallery, "shared", before)


@transaction.atomic
def unshare_gallery(*, actor: Actor, gallery: Gallery, recipients: Iterable[Recipient]) -> None:
    """Take subscriptions and tenants off; those it is not shared with are no matter."""
    _hold(gallery)
    before = _recipients(gallery)
    gone = [recipient for recipient in before if recipient in set(recipients)]
    for kind, guid in gone:
        gallery.shares.filter(kind=kind, guid=guid).delete()
    if gone:
        _note(actor, gallery, "shared less of", before)


@transaction.atomic
def enable_community(*, actor: Actor, gallery: Gallery) -> None:
    """Everybody sees it from now on. Raises NotShareable unless it was prepared for that."""
    _hold(gallery)
    _require(gallery, Sharing.COMMUNITY)
    check_one_region(gallery)
    _check_no_plans(gallery)
    profile = gallery.community
    if not profile.is_enabled:
        profile.enabled_at = timezone.now()
        profile.save(update_fields=["enabled_at"])
        touch(gallery.resource)
        after = {"public_name": profile.public_name}
        summary = f"shared gallery {gallery} with everybody"
        record(actor, SHARE, gallery.resource, summary, after=after)


@transaction.atomic
def reset_sharing(*, actor: Actor, gallery: Gallery) -> None:
    """Only roles count from now on."""
    _hold(gallery)
    before = {"sharing": gallery.sharing, "shares": _told(_recipients(gallery))}
    gallery.shares.all().delete()
    CommunityProfile.objects.filter(gallery=gallery).delete()
    if gallery.sharing != Sharing.PRIVATE:
        gallery.sharing = Sharing.PRIVATE
        gallery.save(update_fields=["sharing"])
        touch(gallery.resource)
        after = {"sharing": Sharing.PRIVATE.value, "shares": []}
        summary = f"stopped sharing gallery {gallery}"
        record(actor, SHARE, gallery.resource, summary, before=before, after=after)


def may_know(gallery: Gallery, viewer: User, access: Access) -> bool:
    """Whether who reads it learns with whom it is shared. Guests learn nothing of others, unless
    they may share it themselves."""
    card = gallery.resource
    return is_told_all(card, viewer, access) or access.can(SHARE, card)


def is_shared(gallery: Gallery) -> bool:
    enabled = CommunityProfile.objects.filter(gallery=gallery, enabled_at__isnull=False)
    return gallery.shares.exists() or enabled.exists()


def check_not_shared(gallery: Gallery, what: str) -> None:
    """Raises StillShared; recipients may be using it."""
    if is_shared(gallery):
        raise StillShared(
            f"{gallery} is shared, so {what}. Stop sharing it first: the operation Reset, "
            "az sig share reset. Nothing was changed."
        )


def check_one_region(gallery: Gallery) -> None:
    """Recipients get all of a gallery or nothing, and find it where it lies."""
    region = gallery.resource.region
    elsewhere = Resource.objects.filter(gallery=gallery.resource_id).exclude(region=region)
    found = elsewhere.order_by("id").first()
    if found is not None:
        raise NotShareable(
            f"A shared gallery, its images and versions are in one region: {gallery} is in "
            f"{region}, {found.name} in {found.region}. Nothing was shared."
        )


def check_fits(gallery: Gallery, region: Region, plan: Any = "") -> None:
    """What is to be made in a gallery that is meant for sharing can be shared with it."""
    if gallery.sharing == Sharing.PRIVATE:
        return
    if region.name != gallery.resource.region:
        raise InvalidInput(
            f"{gallery} is meant for sharing, so everything in it lies in its region, "
            f"{gallery.resource.region}, not in {region.name}.",
            field="region",
        )
    if plan and gallery.sharing == Sharing.COMMUNITY:
        raise InvalidInput(
            f"{gallery} is a community gallery. Images with a purchase plan cannot be in it.",
            field="plan_name",
        )


def _check_no_plans(gallery: Gallery) -> None:
    planned = ImageDefinition.objects.filter(gallery=gallery).exclude(plan_name="").first()
    if planned:
        raise NotShareable(
            f"{planned} has a purchase plan. Such images cannot be shared with everybody."
        )


def _require(gallery: Gallery, sharing: Sharing) -> None:
    if gallery.sharing != sharing:
        raise NotShareable(
            f"{gallery} has the sharing permission {gallery.sharing}, and this needs {sharing}. "
            "Set properties.sharingProfile.permissions first; while it is shared, Reset comes "
            "before that. Nothing was shared."
        )


def _check_room(recipients: Sequence[Recipient]) -> None:
    for kind, most in MOST.items():
        count = sum(its_kind == kind for its_kind, _ in recipients)
        if count > most:
            raise InvalidInput(
                f"A gallery is shared with at most {most} of the type {kind}; this would be "
                f"{count}. Nothing was shared.",
                field="groups",
            )


def _recipients(gallery: Gallery) -> list[Recipient]:
    shares = gallery.shares.order_by("id").values_list("kind", "guid")
    return [(ShareKind(kind), guid) for kind, guid in shares]


def _note(actor: Actor, gallery: Gallery, did: str, before: Sequence[Recipient]) -> None:
    touch(gallery.resource)
    record(
        actor,
        SHARE,
        gallery.resource,
        f"{did} gallery {gallery}",
        before={"shares": _told(before)},
        after={"shares": _told(_recipients(gallery))},
    )


def _told(recipients: Iterable[Recipient]) -> list[str]:
    return [f"{kind} {guid}" for kind, guid in recipients]


def _hold(gallery: Gallery) -> None:
    """One change of sharing at a time; with the state as of now."""
    Gallery.objects.select_for_update().get(pk=gallery.pk)
    gallery.refresh_from_db(fields=["sharing"])
