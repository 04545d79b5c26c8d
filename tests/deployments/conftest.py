"""A type that deployments can make, and a house to make it in."""

from collections.abc import Iterator

import pytest
from celery import current_app

from portal.api import resources
from tests.deployments import house as houses
from tests.deployments.lab import TYPE, Lab


@pytest.fixture
def lab() -> Iterator[Lab]:
    made = Lab()
    resources.register(made)
    yield made
    resources._registered.pop(TYPE.lower())


@pytest.fixture
def house(db: None, lab: Lab) -> houses.House:
    current_app.conf.broker_url = "memory://"
    return houses.build()
