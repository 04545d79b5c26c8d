"""The regions of this installation, and who may use the restricted ones."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import Subscription
from accounts.views.installation import AdministratorView
from portal.errors import NotFound
from portal.paging import page
from portal.views import ActionView, DetailPage, FormPage
from regions.choices import Tier
from regions.forms import AllowForm
from regions.models import Region, RegionAllowance
from regions.services.regions import allow_region, disallow_region
from regions.worldmap import Place, map_of_places

MOST_NAMED = 200  # allowances that the page of regions looks at


@dataclass(frozen=True)
class Row:
    """A region, and which of the reader's subscriptions may use it though it is restricted."""

    region: Region
    allowed: list[Subscription]

    @property
    def is_usable(self) -> bool:
        return not self.region.is_restricted or bool(self.allowed)

    @property
    def tiers(self) -> str:
        return ", ".join(Tier(tier).label for tier in self.region.tiers)

    @property
    def storage(self) -> str:
        return ", ".join(type_.label for type_ in self.region.storage_types())


class Regions(DetailPage):
    """For every signed-in person."""

    template = "regions/index.html"

    def get_context(self) -> dict[str, Any]:
        rows = self.get_rows()
        return {"rows": rows, "map": map_of_rows(rows), "usable": sum(r.is_usable for r in rows)}

    def get_rows(self) -> list[Row]:
        allowed = defaultdict(list)
        for allowance in self.get_allowances():
            allowed[allowance.region_id].append(allowance.subscription)
        offered = Region.objects.filter(is_offered=True).order_by("geography", "display_name")
        return [Row(region, allowed[region.name]) for region in offered]

    def get_allowances(self) -> Any:
        mine = Subscription.objects.accessible(self.access)
        found = RegionAllowance.objects.filter(subscription__in=mine)
        return found.select_related("subscription").order_by("subscription__name")[:MOST_NAMED]


def map_of_rows(rows: list[Row]) -> Any:
    places = [
        Place(row.region, "ready") if row.is_usable else Place(row.region, "queued", "Restricted")
        for row in rows
    ]
    usable = sum(row.is_usable for row in rows)
    closed = len(rows) - usable
    return map_of_places(
        places,
        f"Map of {len(rows)} regions: {usable} open to you, {closed} restricted. "
        "The table has the details.",
    )


class AllowList(AdministratorView, FormPage):
    """Subscriptions that may use restricted regions."""

    template = "regions/allow_list.html"
    form_class = AllowForm
    done = "The subscription may use the region from now on."
    order = ("-allowed_at", "-id")

    def get_context(self) -> dict[str, Any]:
        allowances = RegionAllowance.objects.select_related(
            "region", "subscription__resource", "subscription__tenant", "allowed_by"
        )
        cursor = self.request.GET.get("cursor", "")
        restricted = Region.objects.filter(is_restricted=True, is_offered=True).exists()
        return {
            "page": page(allowances, order=self.order, cursor=cursor),
            "has_restricted": restricted,
        }

    def perform(self, form: Any) -> str:
        region, subscription = form.cleaned_data["region"], form.cleaned_data["subscription"]
        allow_region(actor=self.actor, subscription=subscription, region=region)
        return reverse("regions:allow-list")


class Disallow(AdministratorView, ActionView):
    """Take a subscription off the list."""

    done = "Taken off the list. What is in the region already stays."

    def perform(self) -> str:
        region: str = self.kwargs["region"]
        guid: UUID = self.kwargs["guid"]
        listed = RegionAllowance.objects.select_related("region", "subscription__resource")
        found = listed.filter(region=region, subscription__resource__guid=guid).first()
        if found is None:
            raise NotFound("This subscription is not on the list. Nothing was changed.")
        disallow_region(actor=self.actor, subscription=found.subscription, region=found.region)
        return reverse("regions:allow-list")
