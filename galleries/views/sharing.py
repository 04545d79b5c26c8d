"""Sharing a gallery whole: with subscriptions and tenants, or with everybody."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.models import Subscription, Tenant
from galleries.choices import ShareKind, Sharing
from galleries.forms.sharing import CommunityForm, DirectForm
from galleries.models import CommunityProfile, DirectShare, Gallery, ImageVersion
from galleries.rights import SHARE_GALLERY, WRITE_GALLERY
from galleries.services.galleries import counted, update_gallery
from galleries.services.sharing import (
    enable_community,
    may_know,
    reset_sharing,
    share_gallery,
    unshare_gallery,
)
from galleries.snippets import sharing as steps
from galleries.views.fetching import Crumb, GalleryPart
from portal.errors import NotFound
from portal.views import ActionView, ConfirmPage, Consequence, DetailPage, FormPage


@dataclass(frozen=True)
class Recipient:
    """`name` is empty for what the reader may not know."""

    share: DirectShare
    name: str


class SharingPart(GalleryPart):
    """Below galleries/<guid>/sharing/."""

    def get_object(self) -> Gallery:
        self.require(SHARE_GALLERY, self.card)
        return self.gallery

    @property
    def way(self) -> list[Crumb]:
        return [*super().way, Crumb("Sharing", self.page_url())]

    def page_url(self) -> str:
        return reverse("galleries:sharing", args=[self.card.guid])

    def profile(self) -> CommunityProfile | None:
        return CommunityProfile.objects.filter(gallery=self.gallery).first()

    def contents_in_words(self) -> str:
        """3 images with 12 versions."""
        images = self.gallery.definitions.count()
        versions = ImageVersion.objects.filter(definition__gallery=self.gallery).count()
        return f"{counted(images, 'image')} with {counted(versions, 'version')}"

    def mean(self, sharing: Sharing, community: dict[str, str] | None = None) -> None:
        """What the gallery may be shared with at all; that takes the right to change it."""
        if self.gallery.sharing != sharing or community is not None:
            self.require(WRITE_GALLERY, self.card)
            update_gallery(
                actor=self.actor, gallery=self.gallery, sharing=sharing, community=community
            )


class SharingPage(SharingPart, DetailPage):
    """How it is shared now, and what each way would do."""

    template = "galleries/sharing.html"

    def get_object(self) -> Gallery:
        """Readers see it too, as by the API, but not guests."""
        if not may_know(self.gallery, self.request.user, self.access):
            self.require(SHARE_GALLERY, self.card)
        return self.gallery

    def get_context(self) -> dict[str, Any]:
        return {
            "gallery": self.gallery,
            "may_share": self.may(SHARE_GALLERY),
            "tabs": self.tabs("sharing"),
            "recipients": self.recipients(),
            "profile": self.profile(),
            "script": self.script(steps.of_sharing(self.gallery)),
        }

    def recipients(self) -> list[Recipient]:
        shares = list(self.gallery.shares.order_by("kind", "id"))
        names = self._names([share.guid for share in shares])
        return [Recipient(share, names.get(share.guid, "")) for share in shares]

    def _names(self, guids: list[UUID]) -> dict[UUID, str]:
        """Of those that the reader can read."""
        known: dict[UUID, str] = {}
        for model in (Subscription, Tenant):
            readable = model.objects.filter(self.access.readable("resource__"))
            rows = readable.filter(resource__guid__in=guids)
            known |= dict(rows.values_list("resource__guid", "name"))
        return known


class ShareDirectly(SharingPart, FormPage):
    template = "galleries/share_directly.html"
    form_class = DirectForm
    done = "It is shared. Those subscriptions and tenants see what is ready in their regions."

    def get_context(self) -> dict[str, Any]:
        example = {"subscriptions": [], "tenants": [self.request.user.tenant.guid]}
        return {
            "gallery": self.gallery,
            "way": [*self.way, Crumb("Share with subscriptions and tenants")],
            "inside": self.contents_in_words(),
            "script": self.script(steps.sharing_directly(self.gallery, **example)),
        }

    @transaction.atomic
    def perform(self, form: Any) -> str:
        self.mean(Sharing.GROUPS)
        share_gallery(actor=self.actor, gallery=self.gallery, recipients=form.recipients())
        return self.page_url()


class ShareWithEverybody(SharingPart, FormPage):
    template = "galleries/share_everybody.html"
    form_class = CommunityForm
    done = "Everybody who signs in to this installation can use it now."

    def get_initial(self) -> dict[str, Any]:
        profile = self.profile()
        names = self.form_class.base_fields
        return {name: getattr(profile, name) for name in names} if profile else {}

    def get_context(self) -> dict[str, Any]:
        return {
            "gallery": self.gallery,
            "way": [*self.way, Crumb("Share with everybody")],
            "inside": self.contents_in_words(),
            "script": self.script(steps.sharing_with_everybody(self.gallery)),
        }

    @transaction.atomic
    def perform(self, form: Any) -> str:
        self.mean(Sharing.COMMUNITY, form.cleaned_data)
        enable_community(actor=self.actor, gallery=self.gallery)
        return self.page_url()


class Unshare(SharingPart, ActionView):
    """One subscription or tenant less."""

    done = "It is no longer shared with them. Machines made from it keep working."

    def perform(self) -> str:
        gallery, kind = self.get_object(), self.kwargs["kind"]
        if kind not in ShareKind:
            raise NotFound("It is not shared like that.")
        recipient = (ShareKind(kind), self.kwargs["recipient"])
        unshare_gallery(actor=self.actor, gallery=gallery, recipients=[recipient])
        return self.page_url()


class StopSharing(SharingPart, ConfirmPage):
    template = "galleries/stop_sharing.html"
    done = "It is private again: only roles count."

    def must_type(self) -> bool:
        return False

    def get_back_url(self) -> str:
        return self.page_url()

    def get_context(self) -> dict[str, Any]:
        stop = self.script(steps.stopping(self.gallery))
        return {**super().get_context(), "gallery": self.gallery, "way": self.way, "script": stop}

    def get_consequences(self) -> list[Consequence]:
        return [
            *self._losers(),
            Consequence("vm", "What was made from it", "keeps working."),
            Consequence("key", "Roles", "stay as they are."),
        ]

    def _losers(self) -> list[Consequence]:
        shares, profile = self.gallery.shares.count(), self.profile()
        found = []
        if shares:
            who = "Whom it is shared with"
            found.append(Consequence("users", who, "can no longer see or use it."))
        if profile and profile.is_enabled:
            found.append(Consequence("globe", profile.public_name, "is gone for everybody."))
        return found

    def destroy(self) -> str:
        reset_sharing(actor=self.actor, gallery=self.gallery)
        return self.page_url()
