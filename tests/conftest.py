"""What every test gets."""

import pytest
from django.conf import settings

from portal import request_id


@pytest.fixture(autouse=True)
def own_request_id() -> str:
    """Activity entries of one test never carry the id of another."""
    return request_id.begin()


def pytest_report_header() -> str:
    return f"database: {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"
