"""Role assignments: grants, as the public service speaks of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fetching import guid_of, with_guid
from accounts.api.roles import guid_of_name, id_of, role_of
from accounts.api.scopes import fetch_scope, written
from accounts.choices import SCOPE_COLUMNS
from accounts.models import Group, GroupGrant, Resource, User, UserGrant
from accounts.models.scoped import NOTHING
from accounts.roles import Role
from accounts.services import grants
from accounts.services.grants import (
    READ,
    Grant,
    find_grant,
    find_principals,
    is_told,
    is_told_all,
    principal_of,
)
from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.fields import Part, Text, read
from portal.api.ids import ResourceId
from portal.api.odata import Term, parse_filter
from portal.api.resources import Answer, ArmResource, Body
from portal.api.shapes import iso
from portal.api.views import ListView, ResourceView
from portal.errors import Conflict, InvalidInput, NotFound
from portal.paging import page

TYPE = "Microsoft.Authorization/roleAssignments"
EXISTS = "RoleAssignmentExists"


class RoleAssignmentPropertiesSerializer(Part):
    roleDefinitionId = Text(600)
    principalId = Text(64)
    principalType = Text(40)
    scope = serializers.CharField(read_only=True)
    condition = Text()
    conditionVersion = Text(20)
    description = Text()
    createdOn = serializers.DateTimeField(read_only=True)
    updatedOn = serializers.DateTimeField(read_only=True)
    createdBy = serializers.CharField(read_only=True)
    updatedBy = serializers.CharField(read_only=True)


class RoleAssignmentSerializer(Part):
    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    type = serializers.CharField(read_only=True)
    properties = RoleAssignmentPropertiesSerializer()


@dataclass(frozen=True)
class Wanted:
    role: Role
    principal: User | Group


class RoleAssignmentResource(ArmResource):
    """Made and taken away, never changed. Its name is the guid that its maker chose."""

    type = TYPE
    floor = "2015-07-01"
    versions = ("2022-04-01", "2020-04-01-preview", "2018-09-01-preview", "2015-07-01")
    request_serializer = response_serializer = RoleAssignmentSerializer

    def get(self, call: Call, id_: ResourceId) -> Body:
        card = fetch_scope(call, id_.scope)
        call.require(READ, card)
        grant = self.find(call, card, guid_of_name(id_.name))
        if grant is None:
            raise NotFound(
                f"The role assignment '{id_.name}' is not found.", code="RoleAssignmentNotFound"
            )
        return shape(grant, id_.scope, is_told_all(card, call.user, call.access))

    def put(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        guid, card = guid_of_name(id_.name), fetch_scope(call, id_.scope)
        call.require(grants.WRITE, card)  # before it is told what else is wrong
        wanted = wanted_of(call, body)
        found = find_grant(guid)
        if found is not None and found.is_live:
            return self.same(found, wanted, card, id_)
        try:
            grant = grants.give_access(
                actor=call.actor,
                granter=call.access,
                role=wanted.role,
                principal=wanted.principal,
                card=card,
                guid=guid,
            )
        except Conflict as error:
            raise _told(error) from error
        return Answer(shape(grant, id_.scope, True), 201)

    def same(self, grant: Grant, wanted: Wanted, card: Resource, id_: ResourceId) -> Answer:
        """Putting again what is there already changes nothing."""
        is_here = grant.content_object_id == card.pk
        if is_here and grant.role == wanted.role and principal_of(grant) == wanted.principal:
            return Answer(shape(grant, id_.scope, True))
        raise Conflict(
            f"There is a role assignment '{id_.name}' already, and neither its role, principal nor "
            "scope can be changed. Choose another name, or delete it first. Nothing was changed.",
            code="RoleAssignmentUpdateNotPermitted",
        )

    def delete(self, call: Call, id_: ResourceId) -> Answer:
        card = fetch_scope(call, id_.scope)
        grant = self.find(call, card, guid_of_name(id_.name))
        if grant is None:
            call.require(grants.DELETE, card)
            return Answer(status=204)
        body = shape(grant, id_.scope, is_told_all(card, call.user, call.access))
        grants.remove_access(actor=call.actor, granter=call.access, grant=grant)
        return Answer(body)

    def find(self, call: Call, card: Resource, guid: UUID) -> Grant | None:
        """One that was given on this very card, and that the caller may be told of."""
        grant = find_grant(guid)
        if grant is None or grant.content_object_id != card.pk or not grant.is_live:
            return None
        if not is_told(principal_of(grant), card, call.user, call.access):
            return None
        return grant


def wanted_of(call: Call, body: Body) -> Wanted:
    properties = read(RoleAssignmentSerializer, body).get("properties", {})
    for name in ("roleDefinitionId", "principalId"):
        if not properties.get(name):
            raise InvalidInput(f"The property '{name}' is required.", field=f"properties.{name}")
    if properties.get("condition"):
        raise NotServed(
            "Role assignments have no conditions here. Leave condition out, and give the role on a "
            "narrower scope.",
            field="properties.condition",
        )
    try:
        role = role_of(properties["roleDefinitionId"])
    except NotFound as error:
        raise InvalidInput(
            error.message, code=error.code, field="properties.roleDefinitionId"
        ) from error
    principal = _principal(call.user, properties["principalId"])
    _check_kind(principal, properties.get("principalType", ""))
    return Wanted(role, principal)


def _principal(asker: User, guid: str) -> User | Group:
    found = find_principals(asker, guid) if guid_of(guid) else []
    for principal in found:
        if principal.guid == guid_of(guid):
            return principal
    raise InvalidInput(
        f"Principal {guid} does not exist in the directory {asker.tenant.guid}. Check that you "
        "have the object id, not the application id.",
        code="PrincipalNotFound",
        field="properties.principalId",
    )


def _check_kind(principal: User | Group, said: str) -> None:
    if said and said.lower() != kind_of(principal).lower():
        raise InvalidInput(
            f"The principal {principal.guid} is of type {kind_of(principal)}, not {said}.",
            code="UnmatchedPrincipalType",
            field="properties.principalType",
        )


def kind_of(principal: User | Group) -> str:
    return str(principal.kind) if isinstance(principal, User) else "Group"


def _told(error: Conflict) -> Conflict:
    """In the words that clients wait for."""
    guid = error.data.get("guid", "")
    told = f" The ID of the existing role assignment is {guid}." if guid else ""
    return Conflict(f"The role assignment already exists.{told}", code=EXISTS)


def shape(grant: Grant, seen_from: str, with_giver: bool) -> Body:
    card, principal = grant.content_object, principal_of(grant)
    giver = str(grant.granted_by.guid) if with_giver and grant.granted_by else None
    return {
        "id": f"{written(card)}/providers/{TYPE}/{grant.guid}",
        "type": TYPE,
        "name": str(grant.guid),
        "properties": {
            "roleDefinitionId": id_of(grant.role, seen_from),
            "principalId": str(principal.guid),
            "principalType": kind_of(principal),
            "scope": written(card),
            "condition": None,
            "conditionVersion": None,
            "createdOn": iso(grant.granted_at),
            "updatedOn": iso(grant.granted_at),
            "createdBy": giver,
            "updatedBy": giver,
            "delegatedManagedIdentityResourceId": None,
            "description": None,
        },
    }


class RoleAssignmentView(ResourceView):
    resource = RoleAssignmentResource()


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
