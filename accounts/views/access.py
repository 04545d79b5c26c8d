"""Who has access to a resource, why, and taking it away."""

from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from accounts import pages
from accounts.models import Group, Resource, User
from accounts.roles import ROLES
from accounts.services import grants
from accounts.services.access_list import (
    OTHERS,
    Assignment,
    Listing,
    Tally,
    access_page,
    all_access,
    count_access,
    grants_of,
)
from accounts.services.grants import DELETE, WRITE, Grant, find_grant, principal_of, told_tenant
from accounts.snippets import listing_access, removing_access
from accounts.views.access_rows import KINDS, ONE_OR_MORE, counted, rows_of, sizes_of
from accounts.views.addresses import Filtered
from accounts.views.cards import fetch_card, trail
from accounts.views.csv_download import ROWS, download
from accounts.views.ways import Way, ways_to
from portal.errors import NotFound
from portal.guids import guid_of
from portal.paging import SIZE, Page
from portal.snippets import Step, script, site_of
from portal.views import ConfirmPage, Consequence, DetailPage, PortalView

READ = "Microsoft.Authorization/roleAssignments/read"


class OfCard(PortalView):
    """A page about access to one card; `action` is what it takes."""

    action = READ

    @cached_property
    def card(self) -> Resource:
        card = fetch_card(self.access, self.kwargs["guid"])
        self.require(self.action, card)
        return card

    def listing(self) -> Listing:
        """All that the viewer may be told of."""
        told = told_tenant(self.card, self.request.user, self.access)
        return Listing(self.card, tenant=told, with_narrower=True)

    def page_url(self) -> str:
        return reverse("accounts:card-access", args=[self.card.guid])


class CardAccess(Filtered, OfCard, DetailPage):
    template = "accounts/access.html"
    fragment = "accounts/access.html#results"
    roles = ROLES
    size = SIZE

    @cached_property
    def tally(self) -> Tally:
        return count_access(self.listing())

    @property
    def in_words(self) -> str:
        """4 groups, 6 people and 2 apps, 1 of them of other organisations."""
        number, foreign = self.tally.kinds, self.tally.others
        words = [counted(number[k], *words) for k, words in ONE_OR_MORE.items() if number[k]]
        listed = " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
        others = f", {foreign} of them of other organisations" if foreign else ""
        return listed + others

    def get_object(self) -> Resource:
        return self.card

    def get_context(self) -> dict[str, Any]:
        asked = self.request.GET.get("kind", "")
        kind = asked if asked in KINDS else ""
        text = self.request.GET.get("q", "").strip()[:128]
        found = self._page(kind, text)
        number = {**self.tally.kinds, OTHERS: self.tally.others}
        return {
            "card": self.card,
            "card_url": pages.url_of(self.card),
            "trail": trail(self.access, self.card),
            "page": found,
            "rows": rows_of(found.rows, self.card, self.access),
            "total": self.tally.total,
            "kinds": [(key, title, number.get(key, 0)) for key, title in KINDS.items()],
            "kind": kind,
            "text": text,
            "script": script(site_of(self.request), listing_access(self.card)),
            "may_give": self.card.is_scope and self.access.can(WRITE, self.card),
            **self._why(),
        }

    def _page(self, kind: str, text: str) -> Page[Assignment]:
        wanted = replace(self.listing(), kind=kind, text=text)
        return access_page(wanted, self.request.GET.get("cursor", ""), self.size)

    def _why(self) -> dict[str, Any]:
        """The ways of the person or group that the address asks about."""
        guid = guid_of(self.request.GET.get("why", ""))
        principal = self._asked_about(guid) if guid else None
        ways: list[Way] = ways_to(principal, self.card) if principal else []
        return {"asked_about": principal, "ways": ways}

    def _asked_about(self, guid: UUID) -> User | Group | None:
        """One who is listed, or a member of the own directory, who may be in by a group."""
        found = access_page(replace(self.listing(), principals=[guid]), size=1).rows
        own = User.objects.filter(tenant=self.request.user.tenant, guid=guid)
        return found[0].principal if found else own.first()


HEADER = ("Who", "Kind", "Object id", "Tenant", "Role", "From", "Resource id", "Given", "Until")


class CardAccessCsv(OfCard):
    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        found = islice(all_access(self.listing()), ROWS)
        return download("access", HEADER, (_csv_row(held) for held in found))


def _csv_row(held: Assignment) -> list[Any]:
    grant = held.grant
    return [
        held.principal,
        held.kind,
        held.principal.guid,
        held.principal.tenant,
        held.role.name,
        held.origin,
        held.scope.arm_id,
        grant.granted_at.isoformat(timespec="seconds"),
        grant.expires_at.isoformat(timespec="seconds") if grant.expires_at else "",
    ]


class RemoveAccess(OfCard, ConfirmPage):
    """One grant, on the very card it was given on."""

    template = "accounts/remove_access.html"
    action = DELETE
    done = "The access is removed, and ended at once."

    def get_object(self) -> Grant:
        grant = find_grant(self.kwargs["grant"])
        if grant is None or grant.content_object_id != self.card.pk:
            raise NotFound("This access has been removed already.")
        return grant

    def must_type(self) -> bool:
        return False

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "card": self.card,
            "trail": trail(self.access, self.card),
            "principal": principal_of(self.object),
            "script": script(site_of(self.request), self._steps()),
        }

    def _steps(self) -> list[Step]:
        return removing_access(self.object, self.card, principal_of(self.object))

    def get_consequences(self) -> list[Consequence]:
        lost = f"lose {self.object.role.name} on {self.card.title} at once."
        kept = [f"{held.role.name} on {held.scope.title}" for held in self._others()]
        return [
            Consequence("key", self._who(), lost),
            *(Consequence("info", other, "stays with them.") for other in kept),
        ]

    def _who(self) -> str:
        principal = principal_of(self.object)
        if isinstance(principal, User):
            return str(principal)
        size = sizes_of([principal])[principal.pk]
        return f"{counted(size, 'member', 'members')} of {principal}"

    def _others(self) -> list[Assignment]:
        found = grants_of([principal_of(self.object)], self.card)
        return [held for held in found if held.grant.guid != self.object.guid]

    def get_back_url(self) -> str:
        return self.page_url()

    def destroy(self) -> str:
        grants.remove_access(actor=self.actor, granter=self.access, grant=self.object)
        return self.page_url()
