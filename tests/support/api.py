"""A caller of the API who has shown a token already."""

from dataclasses import dataclass
from typing import Any

from rest_framework.test import APIClient

from accounts.models import Access, User
from portal.audit.models import Via
from portal.audit.services import Actor

VERSION = "2024-03-03"


@dataclass(frozen=True)
class Token:
    access: Access
    source_access: Access
    actor: Actor
    tenant_guid: Any


@dataclass(frozen=True)
class Caller:
    """`put(path, body)` and the like, with an api-version; rights are read at every call.

    `source_access` is what tokens of other tenants add.
    """

    user: User
    source_access: Access | None = None

    def call(self, method: str, path: str, body: Any = None, version: str = VERSION) -> Any:
        client = APIClient()
        access = Access.of(self.user)
        more = self.source_access or access
        token = Token(access, more, Actor(self.user, Via.API), self.user.tenant.guid)
        client.force_authenticate(self.user, token=token)
        joined = "&" if "?" in path else "?"
        address = f"{path}{joined}api-version={version}" if version else path
        return getattr(client, method)(address, body, format="json")

    def get(self, path: str, version: str = VERSION) -> Any:
        return self.call("get", path, None, version)

    def head(self, path: str, version: str = VERSION) -> Any:
        return self.call("head", path, None, version)

    def put(self, path: str, body: Any, version: str = VERSION) -> Any:
        return self.call("put", path, body, version)

    def patch(self, path: str, body: Any, version: str = VERSION) -> Any:
        return self.call("patch", path, body, version)

    def post(self, path: str, body: Any = None, version: str = VERSION) -> Any:
        return self.call("post", path, body, version)

    def delete(self, path: str, version: str = VERSION) -> Any:
        return self.call("delete", path, None, version)
