"""What every test gets."""

import pytest
from django.conf import settings
from django.core.cache import cache

from portal import request_id

collect_ignore = ["clients"]  # in environments of their own: make test-clients


@pytest.fixture(autouse=True)
def own_request_id() -> str:
    """Activity entries of one test never carry the id of another."""
    return request_id.begin()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """What one test asked of the API does not count against another."""
    cache.clear()


def pytest_report_header() -> str:
    return f"database: {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"
