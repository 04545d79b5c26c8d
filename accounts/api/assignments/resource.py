"""Role assignments: the resource."""

from uuid import UUID

from accounts.api.assignments.bodies import TYPE, RoleAssignmentSerializer, shape
from accounts.api.assignments.wishes import Wanted, wanted_of
from accounts.api.roles import guid_of_name
from accounts.api.scopes import fetch_scope
from accounts.models import Resource
from accounts.services import grants
from accounts.services.grants import READ, Grant, find_grant, is_told, is_told_all, principal_of
from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.api.resources import Answer, ArmResource, Body
from portal.api.views import ResourceView
from portal.errors import Conflict, NotFound

EXISTS = "RoleAssignmentExists"


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


def _told(error: Conflict) -> Conflict:
    """In the words that clients wait for."""
    guid = error.data.get("guid", "")
    told = f" The ID of the existing role assignment is {guid}." if guid else ""
    return Conflict(f"The role assignment already exists.{told}", code=EXISTS)


class RoleAssignmentView(ResourceView):
    resource = RoleAssignmentResource()
