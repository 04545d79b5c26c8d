"""What is shown where a page is refused, missing or broken."""

import pytest
from django.urls import get_resolver

from portal import error_pages
from portal.errors import Conflict
from portal.views import PortalView


def test_a_page_that_is_not_there_says_so_to_strangers_as_well(visit):
    response = error_pages.not_found(visit(), Exception())

    assert response.status_code == 404
    assert b"Nothing hangs here" in response.content


def test_a_broken_page_needs_neither_person_nor_database(visit):
    response = error_pages.server_error(visit())

    assert response.status_code == 500
    assert b"This page could not be built" in response.content


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_the_product_uses_its_own_error_pages(status):
    handler = get_resolver().resolve_error_handler(status)

    assert handler.__module__ == "portal.error_pages"


class Refused(PortalView):
    public = True

    def get(self, request):
        raise Conflict("Another change came first. Nothing was changed.")


def test_an_error_is_a_page_with_code_and_request_id(visit):
    response = Refused.as_view()(visit())

    assert response.status_code == 409
    assert b"<h1>This no longer fits</h1>" in response.content
    assert b"Conflict, request " in response.content


def test_for_htmx_an_error_is_shown_in_place(visit):
    response = Refused.as_view()(visit(htmx=True))

    assert response.status_code == 409
    assert b"<h1" not in response.content
    assert b"Another change came first." in response.content
