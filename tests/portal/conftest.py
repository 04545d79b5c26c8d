"""What tests of pages ask with."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser


@pytest.fixture
def visit(rf):
    """A request by somebody who has not signed in."""

    def ask(method="get", path="/somewhere/", htmx=False, **data):
        headers = {"HX-Request": "true"} if htmx else {}
        request = getattr(rf, method)(path, data, headers=headers)
        request.user = AnonymousUser()
        request.htmx = htmx and SimpleNamespace(boosted=False, history_restore_request=False)
        return request

    return ask
