"""Role assignments: the list, page by page over the tables of people and of groups."""

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.assignments.bodies import RoleAssignmentSerializer, shape
from accounts.api.fetching import with_guid
from accounts.api.scopes import fetch_scope
from accounts.choices import SCOPE_COLUMNS
from accounts.models import Group, GroupGrant, Resource, UserGrant
from accounts.models.scoped import NOTHING
from accounts.services.grants import READ, Grant, is_told_all
from portal.api.odata import Term, parse_filter
from portal.api.resources import Body
from portal.api.views import ListView
from portal.errors import InvalidInput
from portal.guids import guid_of
from portal.paging import page


class RoleAssignments(ListView):
    """What holds at the scope, was given above it or below it: people's grants, then groups'."""

    floor = "2015-07-01"
    response_serializer = RoleAssignmentSerializer
    query_options = {"$filter": "atScope(), principalId eq '{guid}', assignedTo('{guid}')"}
    TABLES = (("u", UserGrant, "user"), ("g", GroupGrant, "group__as_group"))

    def get(self, request: Request, **names: str) -> Response:
        scope = names["scope"]
        card = fetch_scope(self.call, f"/{scope}")
        self.call.require(READ, card)
        rows, after = self.find(card)
        with_giver = is_told_all(card, self.call.user, self.call.access)
        body: Body = {"value": [shape(row, f"/{scope}", with_giver) for row in rows]}
        if after:
            body["nextLink"] = self.next_link(after)
        return Response(body)

    def find(self, card: Resource) -> tuple[list[Grant], str]:
        """A page, and where the next one begins."""
        terms = parse_filter(self.call.option("$filter"))
        mark, _, cursor = self.call.option("$skiptoken").partition(".")
        rows: list[Grant] = []
        for own, model, principal in self.TABLES[1 if mark == "g" else 0 :]:
            if len(rows) == self.get_size():
                return rows, f"{own}."
            where = _at(card, terms) & self._told(card, principal) & _about(principal, terms)
            related = ("permission", "content_object", "granted_by", principal)
            found = page(
                model.objects.filter(where, model.live()).select_related(*related),
                order=("id",),
                cursor=cursor,
                size=self.get_size() - len(rows),
            )
            rows, cursor = rows + found.rows, ""
            if found.next:
                return rows, f"{own}.{found.next}"
        return rows, ""

    def _told(self, card: Resource, principal: str) -> Q:
        if is_told_all(card, self.call.user, self.call.access):
            return Q()
        return Q(**{f"{principal}__tenant": self.call.user.tenant_id})


def _at(card: Resource, terms: list[Term]) -> Q:
    above = {getattr(card, f"{column}_id") for column in SCOPE_COLUMNS.values()} - {None}
    place = Q(content_object__in=above)
    column = SCOPE_COLUMNS.get(card.kind)
    if column is None or any(term.op == "atscope" for term in terms):
        return place
    return place | Q(**{f"content_object__{column}": card})


def _about(principal: str, terms: list[Term]) -> Q:
    wanted = Q()
    for term in terms:
        if term.op == "eq" and term.field.lower() == "principalid":
            wanted &= with_guid(term.value, f"{principal}__guid")
        elif term.op == "assignedto":
            wanted &= _assigned_to(principal, term.value)
        elif term.op != "atscope":
            raise InvalidInput(
                "Role assignments are filtered by atScope(), principalId eq '{guid}' and "
                "assignedTo('{guid}').",
                field="$filter",
                code="InvalidFilterInQueryString",
            )
    return wanted


def _assigned_to(principal: str, text: str) -> Q:
    """Their own, and those of the groups that they are in."""
    guid = guid_of(text)
    if guid is None:
        return NOTHING
    if principal == "user":
        return Q(user__guid=guid)
    groups = Group.objects.filter(Q(guid=guid) | Q(auth_group__user__guid=guid))
    return Q(group__as_group__in=groups)
