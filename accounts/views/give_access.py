"""Giving access: whom, which role, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.forms.access import GiveAccessForm
from accounts.models import Group, Resource, User
from accounts.roles import BY_KEY, READER
from accounts.services import grants
from accounts.services.access_list import grants_of
from accounts.services.grants import WRITE, find_principals
from accounts.snippets import giving_access
from accounts.views.access import OfCard
from accounts.views.cards import trail
from accounts.views.offers import offers
from portal.errors import Forbidden, InvalidInput
from portal.snippets import Script, script, site_of
from portal.views import FormPage


@dataclass(frozen=True)
class Candidate:
    """Somebody to choose; `note` says what they have here already."""

    principal: User | Group
    note: str
    is_chosen: bool


def candidates(request: Any, card: Resource, text: str, chosen: list[str]) -> list[Candidate]:
    """Those chosen so far, then whom the text finds."""
    picked = [find_by_guid(request.user, guid) for guid in chosen]
    found = {p.guid: p for p in picked if p is not None}
    found |= {p.guid: p for p in find_principals(request.user, text)}
    held = _held(card, found.values())
    return [Candidate(p, held.get(p.guid, ""), str(p.guid) in chosen) for p in found.values()]


def find_by_guid(asker: User, guid: str) -> User | Group | None:
    """By exact object id, so that nobody is found here who could not be found by typing."""
    return next((p for p in find_principals(asker, guid) if str(p.guid) == guid), None)


def _held(card: Resource, principals: Iterable[User | Group]) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = {}
    for held in grants_of(principals, card):
        found.setdefault(held.principal.guid, []).append(held.role.name)
    return {guid: f"Has {', '.join(names)} already" for guid, names in found.items()}


class GiveAccess(OfCard, FormPage):
    template = "accounts/give_access.html"
    fragment = "accounts/give_access.html#dialog"
    form_class = GiveAccessForm
    action = WRITE
    done = "Access is given. It works from now on."

    def get_object(self) -> Resource:
        if not self.card.is_scope:
            raise Forbidden(
                f"Access is not given on a single version. Share {self.card.definition} instead: "
                "whoever can read it can use all its versions.",
                code="ScopeNotSupported",
            )
        return self.card

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.request.GET.get("role", READER.key)}

    def get_context(self) -> dict[str, Any]:
        text = self.request.GET.get("q", "").strip()[:254]
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        chosen = asked.getlist("principal")[:20]
        return {
            "card": self.card,
            "trail": trail(self.access, self.card),
            "text": text,
            "candidates": candidates(self.request, self.card, text, chosen),
            "offers": offers(self.card, self.access),
            "script": self.script(asked.get("role", READER.key), chosen),
        }

    def script(self, role: str, chosen: list[str]) -> Script:
        """For the first that is chosen, else for whoever looks."""
        user: User = self.request.user
        found = find_by_guid(user, chosen[0]) if chosen else None
        steps = giving_access(self.card, BY_KEY.get(role, READER), found or user)
        return script(site_of(self.request), steps)

    def perform(self, form: Any) -> str:
        principals = [self._principal(str(guid)) for guid in form.cleaned_data["principal"]]
        try:
            self._give(principals, form)
        except Forbidden as error:
            if not error.field:
                raise
            raise InvalidInput(error.message, field=error.field) from error
        return self.page_url()

    @transaction.atomic
    def _give(self, principals: list[User | Group], form: Any) -> None:
        """All of them or none."""
        for principal in principals:
            grants.give_access(
                actor=self.actor,
                granter=self.access,
                role=form.cleaned_data["role"],
                principal=principal,
                card=self.card,
                expires_at=form.cleaned_data["expires_at"],
            )

    def _principal(self, guid: str) -> User | Group:
        found = find_by_guid(self.request.user, guid)
        if found is None:
            raise InvalidInput(
                "One of them cannot be found any more. Choose again.", field="principal"
            )
        return found


class FindPrincipals(OfCard):
    """What the picker shows while somebody types."""

    action = WRITE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text, chosen = request.GET.get("q", "").strip()[:254], request.GET.getlist("principal")[:20]
        found = candidates(request, self.card, text, chosen)
        return self.render("accounts/_candidates.html", {"candidates": found, "text": text})
