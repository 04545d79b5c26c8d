"""Registering apps and their credentials, by the services that the pages use."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fetching import with_guid
from accounts.api.graph import finding, shapes
from accounts.api.graph.views import GraphList, GraphView, not_found
from accounts.models import Application
from accounts.services import apps, directory
from accounts.services.apps import certificates, registration, secrets
from portal.api.errors import NotServed
from portal.api.fields import Part, Text, read
from portal.errors import InvalidInput
from portal.guids import guid_of

MULTI_TENANT = "azureadmultipleorgs"
AUDIENCES = {MULTI_TENANT, "azureadmyorg"}


class WebSerializer(Part):
    redirectUris = serializers.ListField(child=Text(500), max_length=50)


class KeySerializer(Part):
    keyId = Text(64)
    displayName = Text(80)
    key = Text(20_000)


class PasswordSerializer(Part):
    displayName = Text(80)
    endDateTime = Text(40)


class ApplicationSerializer(Part):
    displayName = Text(120)
    notes = Text(300)
    signInAudience = Text(40)
    web = WebSerializer()
    publicClient = WebSerializer()
    spa = WebSerializer()
    keyCredentials = KeySerializer(many=True)


class AddPasswordSerializer(Part):
    passwordCredential = PasswordSerializer()


class OfApplications(GraphView):
    def shown(self, app: Application) -> shapes.Shape:
        """Its credentials only to those who may change them."""
        may = self.access.can(secrets.WRITE, app.tenant.resource)
        return shapes.application(app, with_credentials=may)

    def fetch(self, id_: str) -> Application:
        own = finding.applications(self.user, "")
        found = own.filter(with_guid(id_, "client_id")).first()
        if found is None:
            raise not_found(id_)
        return found


class Applications(OfApplications, GraphList):
    kind = "applications"

    def get_queryset(self) -> Any:
        return finding.applications(self.user, self.query.get("$filter", ""))

    def show(self, row: Any) -> shapes.Shape:
        return self.shown(row)

    @transaction.atomic
    def post(self, request: Request) -> Response:
        tenant, wanted = self.user.tenant, read(ApplicationSerializer, self.body)
        self.require(registration.WRITE, tenant.resource)
        made = apps.create_app(
            actor=self.actor,
            tenant=tenant,
            name=wanted.get("displayName", ""),
            purpose=wanted.get("notes", ""),
            is_multi_tenant=is_multi_tenant(wanted, False),
            redirect_uris=addresses(wanted) or (),
        )
        app = made.as_service.application
        replace_keys(self, app, wanted)
        return self.one(self.shown(self.fetch(str(app.client_id))), self.kind, 201)


class ApplicationView(OfApplications):
    def get(self, request: Request, id: str) -> Response:
        return self.one(self.shown(self.fetch(id)), "applications")

    @transaction.atomic
    def patch(self, request: Request, id: str) -> Response:
        app, wanted = self.fetch(id), read(ApplicationSerializer, self.body)
        self.require(registration.WRITE, app.tenant.resource)
        self._rename(app, wanted.get("displayName", ""))
        self._change(app, wanted)
        replace_keys(self, app, wanted)
        return Response(status=204)

    def _rename(self, app: Application, name: str) -> None:
        if name and name != app.name:
            user = app.principals.get(tenant=app.tenant).user
            directory.update_person(actor=self.actor, user=user, display_name=name)

    def _change(self, app: Application, wanted: Mapping[str, Any]) -> None:
        found = addresses(wanted)
        values = {
            "purpose": wanted.get("notes", app.purpose),
            "is_multi_tenant": is_multi_tenant(wanted, app.is_multi_tenant),
            "redirect_uris": app.redirect_uris if found is None else found,
        }
        if any(getattr(app, name) != value for name, value in values.items()):
            apps.update_app(actor=self.actor, application=app, **values)

    def delete(self, request: Request, id: str) -> Response:
        app = self.fetch(id)
        self.require(registration.DELETE, app.tenant.resource)
        apps.delete_app(actor=self.actor, application=app)
        return Response(status=204)


class AddPassword(OfApplications):
    def post(self, request: Request, id: str) -> Response:
        app = self.fetch(id)
        self.require(secrets.WRITE, app.tenant.resource)
        wanted = read(AddPasswordSerializer, self.body).get("passwordCredential", {})
        made = apps.create_secret(
            actor=self.actor,
            application=app,
            name=wanted.get("displayName", ""),
            expires_at=moment(wanted.get("endDateTime", "")),
        )
        return self.one(shapes.password(made.secret, made.value), "passwordCredential")


class RemovePassword(OfApplications):
    def post(self, request: Request, id: str) -> Response:
        app, key = self.fetch(id), str(self.body.get("keyId", ""))
        self.require(secrets.DELETE, app.tenant.resource)
        secret = app.secrets.filter(with_guid(key)).first()
        if secret is None:
            raise InvalidInput(f"No password credential found with keyId '{key[:80]}'.")
        apps.remove_secret(actor=self.actor, secret=secret)
        return Response(status=204)


class OfHome(OfApplications):
    """The app whose service principal at home is named: its credentials are the app's."""

    def fetch(self, id_: str) -> Application:
        own = finding.applications(self.user, "").filter(principals__tenant=self.user.tenant_id)
        found = own.filter(with_guid(id_, "principals__user__guid")).first()
        if found is None:
            raise not_found(id_)
        return found


class AddPasswordAtHome(OfHome, AddPassword):
    pass


class RemovePasswordAtHome(OfHome, RemovePassword):
    pass


def is_multi_tenant(wanted: Mapping[str, Any], otherwise: bool) -> bool:
    said = wanted.get("signInAudience", "").lower()
    if said and said not in AUDIENCES:
        raise NotServed(
            f"signInAudience '{wanted['signInAudience']}' is not served. Use AzureADMyOrg or "
            "AzureADMultipleOrgs."
        )
    return said == MULTI_TENANT if said else otherwise


def addresses(wanted: Mapping[str, Any]) -> list[str] | None:
    """All of them, whichever kind of client they are for; None when none are spoken of."""
    parts = [wanted[name] for name in ("web", "publicClient", "spa") if name in wanted]
    said = [part["redirectUris"] for part in parts if "redirectUris" in part]
    return list(dict.fromkeys(uri for uris in said for uri in uris)) if said else None


def replace_keys(view: OfApplications, app: Application, wanted: Mapping[str, Any]) -> None:
    """Those that come with a key are added, those that are not named any more removed."""
    keys = wanted.get("keyCredentials")
    if keys is None:
        return
    kept = {guid_of(key.get("keyId", "")) for key in keys}
    gone = [row for row in app.certificates.all() if row.guid not in kept]
    new = [key for key in keys if key.get("key")]
    if new or gone:
        view.require(certificates.WRITE, app.tenant.resource)
    for row in gone:
        apps.remove_certificate(actor=view.actor, certificate=row)
    for key in new:
        name = key.get("displayName", "")
        apps.add_certificate(actor=view.actor, application=app, pem=pem_of(key["key"]), name=name)


def pem_of(text: str) -> str:
    """From the base64 of a certificate, or of its text form."""
    try:
        content = base64.b64decode(text, validate=False)
        if content.lstrip().startswith(b"-----BEGIN"):
            return content.decode()
        return x509.load_der_x509_certificate(content).public_bytes(Encoding.PEM).decode()
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("A key credential's key must be a certificate in base64.") from error


def moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput(f"'{text}' is not a time. Write 2030-12-31T12:00:00Z.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
