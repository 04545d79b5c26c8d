"""Form parts for choosing regions.

A page that asks for target regions has a field named `target_regions` (errors of the services are
placed by that name), tells it what to offer, and includes its template:

    class RegionsForm(forms.Form):
        target_regions = TargetsField()

        def __init__(self, *args, subscription, source, claims=(), **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["target_regions"].offer(subscription, source=source, claims=claims)

    {% include "regions/_region_picker.html" with field=form.target_regions %}

`claims` are those that exist already: their storage types are fixed and their regions stay on offer
whatever the allow list says. `like` are claims of another version, to start from. The cleaned value
is a `Chosen`: the targets, the source region first, and the count for regions that name none.
`usable_regions(subscription)` are the choices for a single region, such as the source.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Subscription
from portal.errors import PortalError
from regions.choices import StorageType
from regions.forms.picker import RegionPicker, Wish, Wishes
from regions.models import Claim, Region, RegionAllowance
from regions.services.regions import require_region, require_storage
from regions.services.targets import Target, check_count, parse_target


@dataclass(frozen=True)
class Chosen:
    """What the form asks for, checked."""

    targets: list[Target]
    replica_count: int


@dataclass(frozen=True)
class Row:
    """One region to choose or not. `reason` says why it cannot be."""

    region: Region
    key: str
    wish: Wish
    is_source: bool
    is_chosen: bool
    is_fixed: bool
    reason: str
    error: str

    @property
    def storage_types(self) -> list[StorageType]:
        return self.region.storage_types()

    @property
    def storage_label(self) -> str:
        return StorageType(self.wish.storage_type).label


def usable_regions(subscription: Subscription) -> QuerySet[Region]:
    """Regions on offer that the subscription may use."""
    allowed = Q(is_restricted=False) | _is_allowed(subscription)
    return Region.objects.filter(allowed, is_offered=True)


def _is_allowed(subscription: Subscription) -> Exists:
    return Exists(RegionAllowance.objects.filter(region=OuterRef("pk"), subscription=subscription))


class TargetsField(forms.Field):
    """Where a version is wanted, how often, and on which storage. See the top of this module."""

    widget = RegionPicker
    subscription: Subscription
    source: Region

    def offer(
        self,
        subscription: Subscription,
        *,
        source: Region,
        claims: Iterable[Claim] = (),
        like: Iterable[Claim] = (),
        replica_count: int = 1,
    ) -> None:
        self.subscription, self.source = subscription, source
        self.claims = {claim.region_id: claim for claim in claims}
        self.initial = Wishes(str(replica_count), _wishes([*like, *self.claims.values()]))

    @cached_property
    def regions(self) -> dict[str, Region]:
        """On offer, and those that the version is in; each knows whether it `is_allowed`."""
        shown = Q(is_offered=True) | Q(pk__in=[*self.claims, self.source.pk])
        found = Region.objects.filter(shown).annotate(is_allowed=_is_allowed(self.subscription))
        return {region.name: region for region in found}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundTargets":
        return BoundTargets(form, self, field_name)

    def clean(self, value: Wishes) -> Chosen:
        errors: list[ValidationError] = []
        targets: list[Target] = []
        count = self._common_count(value.count)
        for region, wish in value.wanted(self.source).items():
            try:
                targets.append(self._target(region, wish, count))
            except PortalError as error:
                errors.append(ValidationError(error.message, code=region))
        if errors:
            raise ValidationError(errors)
        return Chosen(targets, count)

    def _common_count(self, text: str) -> int:
        try:
            count = parse_target(f"{self.source.name}={text}").replica_count
            check_count(count)
        except PortalError as error:
            raise ValidationError(error.message) from error
        return count

    def _target(self, name: str, wish: Wish, common: int) -> Target:
        target = parse_target(f"{name}={wish.count}={wish.storage_type}", common)
        check_count(target.replica_count)
        if name in self.claims:
            return replace(target, storage_type=self.claims[name].storage_type)
        require_storage(target.region, target.storage_type)
        require_region(target.region, self.subscription)
        return target


def _wishes(claims: Iterable[Claim]) -> dict[str, Wish]:
    return {claim.region_id: Wish(str(claim.replica_count), claim.storage_type) for claim in claims}


class BoundTargets(forms.BoundField):
    """The field on its form, row by row for the template."""

    field: TargetsField

    @property
    def most(self) -> int:
        return int(settings.SIG_MAX_REPLICAS)

    @property
    def common_count(self) -> str:
        return str(self.value().count)

    @property
    def has_fixed(self) -> bool:
        return bool(self.field.claims)

    @property
    def general_errors(self) -> list[str]:
        """Those that are about no single region."""
        return [
            error.messages[0]
            for error in self.errors.as_data()
            if error.code not in self.field.regions
        ]

    @cached_property
    def chosen_rows(self) -> list[Row]:
        """The source first."""
        rows = [row for row in self.rows if row.is_chosen]
        return sorted(rows, key=lambda row: not row.is_source)

    @cached_property
    def other_rows(self) -> list[Row]:
        """By geography."""
        rows = [row for row in self.rows if not row.is_chosen]
        return sorted(rows, key=lambda row: row.region.geography)

    @cached_property
    def rows(self) -> list[Row]:
        wishes: dict[str, Wish] = self.value().wanted(self.field.source)
        errors = {error.code: error.messages[0] for error in self.errors.as_data()}
        return [
            self._row(region, wishes.get(name), errors.get(name, ""))
            for name, region in self.field.regions.items()
        ]

    def _row(self, region: Region, wish: Wish | None, error: str) -> Row:
        claim = self.field.claims.get(region.name)
        shown = wish or Wish()
        if claim is not None:
            shown = replace(shown, storage_type=claim.storage_type)
        reason = "" if claim is not None else self._reason(region)
        is_source = region == self.field.source
        return Row(
            region=region,
            key=f"{self.html_name}-{region.name}",
            wish=shown,
            is_source=is_source,
            is_chosen=is_source or bool(error) or (wish is not None and not reason),
            is_fixed=claim is not None,
            reason=reason,
            error=error,
        )

    def _reason(self, region: Region) -> str:
        if not region.is_restricted or region.is_allowed:  # type: ignore[attr-defined]
            return ""
        return (
            f"{self.field.subscription} is not on the allow list. "
            "An installation administrator can add it."
        )
