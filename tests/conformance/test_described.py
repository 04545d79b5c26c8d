"""Calls that our own description allows, and calls that it forbids: answered as it says."""

import json
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client, TestCase, override_settings
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import roles
from portal.api.description.document import document
from portal.wsgi import application
from tests.accounts.oauth.programs import HOST, app_of, token_by_secret
from tests.conformance.world import REGION, World, build
from tests.support import factories

CALLS = 8  # of each operation
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SETTINGS = settings(
    max_examples=CALLS,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MANY = 10**9
VERSION = "2024-03-03"

pytestmark = pytest.mark.timeout(600)


def described() -> Any:
    return schemathesis.openapi.from_dict(json.loads(json.dumps(document())))


@override_settings(SIG_API_READS_PER_MINUTE=MANY, SIG_API_WRITES_PER_MINUTE=MANY)
class DescribedCalls(TestCase):
    world: World
    headers: dict[str, str]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build()
        tenant = cls.world.owner.tenant
        app = app_of(tenant)
        factories.grant(roles.OWNER, app.user, tenant)
        token = token_by_secret(Client(), tenant, app).json()["access_token"]
        cls.headers = {"Authorization": f"Bearer {token}"}

    def test_every_call_is_answered_as_described(self) -> None:
        schema = described()
        schema.app = application

        faults = [
            fault
            for operation in schema.get_all_operations()
            for fault in self.faults_of(operation.ok())
        ]

        assert not faults, "\n\n".join(faults)

    def faults_of(self, operation: Any) -> list[str]:
        """One at most; the smallest call that shows it."""

        @seed(0)
        @SETTINGS
        @given(case=self.calls(operation))
        def answered_as_described(case: Any) -> None:
            self.send(case)

        try:
            answered_as_described()
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - told at the end
            return [f"{operation.label}\n{error}"]
        return []

    def calls(self, operation: Any) -> st.SearchStrategy[Any]:
        """Most about what is there; some with made-up names."""
        known = {"path_parameters": self.known(operation), "query": {"api-version": VERSION}}
        allowed = operation.as_strategy(**known)
        forbidden = operation.as_strategy(GenerationMode.NEGATIVE, **known)
        return st.one_of(allowed, forbidden, operation.as_strategy())

    def known(self, operation: Any) -> dict[str, str]:
        names = {
            "subscription": self.world.subscription,
            "group": self.world.group,
            "gallery": self.gallery(operation.path),
            "image": "myGalleryImageName",
            "version": "0.9.0",
            "location": REGION,
            "namespace": "Microsoft.Compute",
            "deployment": "made",
            "tenant": str(self.world.owner.tenant.guid),
            "scope": f"subscriptions/{self.world.subscription}",
        }
        return {name: value for name, value in names.items() if f"{{{name}}}" in operation.path}

    def gallery(self, path: str) -> str:
        if "/sharedGalleries/" in path:
            return self.world.shared_name
        return self.world.public_name if "/communityGalleries/" in path else "prepared"

    def send(self, case: Any) -> None:
        """What it changes is taken back before the next."""
        with transaction.atomic():
            answer = case.call(base_url=HOST, headers=self.headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS, headers=self.headers)
