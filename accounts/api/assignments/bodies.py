"""Bodies of role assignments, as they are sent and answered."""

from rest_framework import serializers

from accounts.api.roles import id_of
from accounts.api.scopes import written
from accounts.models import Group, User
from accounts.services.grants import Grant, principal_of
from portal.api.fields import Part, Text
from portal.api.resources import Body
from portal.api.shapes import iso

TYPE = "Microsoft.Authorization/roleAssignments"


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


def kind_of(principal: User | Group) -> str:
    return str(principal.kind) if isinstance(principal, User) else "Group"
