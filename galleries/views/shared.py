"""Images that others share with one's subscriptions, with their tenants, or with everybody."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from accounts.models import Subscription
from accounts.views.addresses import Filtered
from galleries.choices import ShareKind, Sharing
from galleries.filters import says
from galleries.models import DirectShare, Gallery, ImageDefinition, ImageVersion
from galleries.snippets.sharing import finding
from portal.snippets import Script, script, site_of
from portal.views import ListPage
from regions.models import Claim

READ_SHARED = "Microsoft.Compute/locations/sharedGalleries/read"
READ_COMMUNITY = "Microsoft.Compute/locations/communityGalleries/read"


class SharedImages(Filtered, ListPage):
    """By the public ids under which they are used; where they lie stays with their publishers."""

    template = "galleries/shared.html"
    fragment = "galleries/shared.html#results"
    order = ("name", "id")

    @property
    def text(self) -> str:
        return str(self.request.GET.get("q", "")).strip()[:128]

    def get_queryset(self) -> Any:
        ready = Claim.objects.filter(disk_set=OuterRef("disk_set"), replicas_ready__gt=0)
        usable = ImageVersion.objects.filter(
            Exists(ready), definition=OuterRef("pk"), deleting_since__isnull=True
        )
        images = ImageDefinition.objects.filter(Exists(usable), gallery__in=self.galleries())
        if self.text:
            images = images.filter(says(self.text))
        return images.select_related("gallery__subscription__resource", "gallery__community")

    def galleries(self) -> Any:
        """A tenant's share covers its subscriptions; a reader of any of them sees what is there."""
        subscriptions = Subscription.objects.accessible(self.access, READ_SHARED)
        to_subscription = Q(
            kind=ShareKind.SUBSCRIPTION, guid__in=subscriptions.values("resource__guid")
        )
        to_tenant = Q(
            kind=ShareKind.TENANT, guid__in=subscriptions.values("tenant__resource__guid")
        )
        shares = DirectShare.objects.filter(to_subscription | to_tenant, gallery=OuterRef("pk"))
        reaching = Q(Exists(shares))
        if Subscription.objects.accessible(self.access, READ_COMMUNITY).exists():
            reaching |= Q(community__enabled_at__isnull=False)
        return Gallery.objects.filter(reaching).exclude(sharing=Sharing.PRIVATE)

    @cached_property
    def subscription(self) -> Subscription | None:
        """One to look from, for scripts."""
        found = Subscription.objects.accessible(self.access, READ_SHARED)
        return found.select_related("resource").order_by("name", "id").first()

    def get_context(self) -> dict[str, Any]:
        return {"text": self.text, "subscription": self.subscription, "script": self.script()}

    def script(self) -> Script | None:
        if self.subscription is None:
            return None
        site = site_of(self.request, self.subscription)
        return script(site, finding(self.subscription, "westus2"))
