"""A data folder of an earlier release is brought up to date with all that is in it."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.deployments.models import Deployment
from tests.support import factories

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = ("deployments", "0001_initial")


def migrate(app: str, name: str) -> None:
    MigrationExecutor(connection).migrate([(app, name)])


def newest(app: str) -> tuple[str, str]:
    (leaf,) = MigrationExecutor(connection).loader.graph.leaf_nodes(app)
    return leaf


@pytest.fixture
def first_release() -> Iterator[None]:
    migrate(*FIRST)
    yield
    migrate(*newest("deployments"))


def test_deployments_that_go_on_have_spent_nothing_yet(first_release):
    state = MigrationExecutor(connection).loader.project_state([FIRST])
    state.apps.get_model("deployments", "Deployment").objects.create(
        scope_id=factories.resource_group().resource.pk,
        name="main",
        correlation_id="one",
        api_version="2025-04-01",
        template_hash="x",
        state="Running",
    )

    migrate(*newest("deployments"))

    found = Deployment.objects.get()
    assert (found.name, found.state, found.spent) == ("main", "Running", 0)
