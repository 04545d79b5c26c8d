"""People, groups and service principals."""

from typing import Any

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fetching import with_guid
from accounts.api.graph import finding, shapes
from accounts.api.graph.views import GraphList, GraphView, not_found
from accounts.choices import PrincipalKind
from accounts.models import Group, ServicePrincipal, User
from accounts.services import apps
from accounts.services.apps import consents, secrets
from portal.errors import InvalidInput, NotFound
from portal.guids import guid_of

MOST_IDS = 1_000
KINDS = {"user", "group", "serviceprincipal"}


class Users(GraphList):
    kind = "users"

    def get_queryset(self) -> Any:
        return finding.users(self.user, self.query.get("$filter", ""))

    def show(self, row: Any) -> shapes.Shape:
        return shapes.user(row)


class UserView(GraphView):
    """By object id or sign-in name."""

    def get(self, request: Request, id: str) -> Response:
        people = User.objects.filter(kind=PrincipalKind.PERSON)
        found = people.filter(with_guid(id) | Q(sign_in_name=id.lower())).first()
        if found is None:
            raise not_found(id)
        return self.one(shapes.user(found), "users")


class Me(GraphView):
    def get(self, request: Request) -> Response:
        if self.user.kind != PrincipalKind.PERSON:
            raise InvalidInput("/me request is only valid with delegated authentication flow.")
        return self.one(shapes.user(self.user), "users")


class Groups(GraphList):
    kind = "groups"

    def get_queryset(self) -> Any:
        return finding.groups(self.user, self.query.get("$filter", ""))

    def show(self, row: Any) -> shapes.Shape:
        return shapes.group(row)


class GroupView(GraphView):
    def get(self, request: Request, id: str) -> Response:
        found = Group.objects.filter(with_guid(id)).first()
        if found is None:
            raise not_found(id)
        return self.one(shapes.group(found), "groups")


class Members(GraphList):
    """Of a group of the own tenant."""

    kind = "directoryObjects"

    def get_queryset(self) -> Any:
        own = Group.objects.filter(tenant=self.user.tenant_id)
        group = own.filter(with_guid(self.kwargs["id"])).first()
        if group is None:
            raise not_found(self.kwargs["id"])
        return User.objects.filter(groups=group.auth_group_id)

    def show_page(self, rows: list[Any]) -> list[shapes.Shape]:
        return shown([row.guid for row in rows], rows, [])


class ServicePrincipals(GraphList):
    kind = "servicePrincipals"

    def get_queryset(self) -> Any:
        return finding.service_principals(self.user, self.query.get("$filter", ""))

    def show(self, row: Any) -> shapes.Shape:
        return shapes.service_principal(row)

    def post(self, request: Request) -> Response:
        """An app of the own tenant has one already; to one of another tenant this consents."""
        client_id = str(self.body.get("appId", ""))
        row = self._own(client_id) or self._consent(client_id)
        return self.one(shapes.service_principal(row), self.kind, 201)

    def _own(self, client_id: str) -> ServicePrincipal | None:
        here = principals().filter(tenant=self.user.tenant_id)
        return here.filter(with_guid(client_id, "application__client_id")).first()

    def _consent(self, client_id: str) -> ServicePrincipal:
        tenant = self.user.tenant
        self.require(consents.WRITE, tenant.resource)
        try:
            application = apps.find_application(tenant=tenant, client_id=client_id)
        except NotFound as error:
            raise InvalidInput(
                f"The appId '{client_id[:80]}' of the service principal does not reference a valid "
                "application object."
            ) from error
        made = apps.consent_to_app(actor=self.actor, tenant=tenant, application=application)
        return principals().get(pk=made.pk)


class ServicePrincipalView(GraphView):
    def get(self, request: Request, id: str) -> Response:
        row = self.find(id)
        may = row.is_home and self.access.can(secrets.WRITE, row.tenant.resource)
        shown = shapes.service_principal(row, with_credentials=may)
        return self.one(shown, "servicePrincipals")

    def delete(self, request: Request, id: str) -> Response:
        """Ends a consent; at home an app and its service principal are deleted together."""
        row = self.find(id)
        if row.tenant_id != self.user.tenant_id:
            raise not_found(id)
        self.require(consents.DELETE, row.tenant.resource)
        apps.end_consent(actor=self.actor, principal=row)
        return Response(status=204)

    def find(self, id_: str) -> ServicePrincipal:
        found = principals().filter(with_guid(id_, "user__guid")).first()
        if found is None:
            raise not_found(id_)
        return found


def principals() -> Any:
    related = ("user", "tenant__resource", "application__tenant__resource")
    return ServicePrincipal.objects.select_related(*related)


class ByIds(GraphView):
    """Whatever has these object ids; what does not exist is left out."""

    def post(self, request: Request) -> Response:
        ids = self.body.get("ids")
        if not isinstance(ids, list) or len(ids) > MOST_IDS:
            raise InvalidInput(f"ids must be a list of at most {MOST_IDS} object ids.")
        wanted = [guid for guid in map(guid_of, map(str, ids)) if guid]
        people = User.objects.filter(guid__in=wanted)
        groups = Group.objects.filter(guid__in=wanted)
        rows = shown(wanted, list(people), list(groups))
        return self.many([row for row in rows if self._is_wanted(row)], "directoryObjects")

    def _is_wanted(self, row: shapes.Shape) -> bool:
        types = self.body.get("types") or KINDS
        asked = {str(type_).lower() for type_ in types} if isinstance(types, list | set) else KINDS
        kind = row["@odata.type"].rsplit(".", 1)[-1].lower()
        return kind in asked or "directoryobject" in asked


class ObjectView(GraphView):
    def get(self, request: Request, id: str) -> Response:
        people, groups = User.objects.filter(with_guid(id)), Group.objects.filter(with_guid(id))
        found = shown([guid_of(id)], list(people), list(groups))
        if not found:
            raise not_found(id)
        return self.one(found[0], "directoryObjects")


def shown(order: list[Any], people: list[User], groups: list[Group]) -> list[shapes.Shape]:
    """Each with its type, in the given order of object ids, in one more query."""
    services = principals().filter(user__in=[row.pk for row in people])
    found = {row.guid: {**shapes.USER, **shapes.user(row)} for row in people}
    found |= {
        row.user.guid: {**shapes.SERVICE, **shapes.service_principal(row)} for row in services
    }
    found |= {row.guid: {**shapes.GROUP, **shapes.group(row)} for row in groups}
    return [found[guid] for guid in dict.fromkeys(order) if guid in found]


class Organization(GraphView):
    def get(self, request: Request) -> Response:
        tenant = self.user.tenant
        domain = {"name": tenant.domain, "isDefault": True, "isInitial": True, "type": "Managed"}
        shown = {
            "id": str(tenant.guid),
            "displayName": tenant.name,
            "tenantType": "AAD",
            "verifiedDomains": [domain],
        }
        return self.many([shown], "organization")
