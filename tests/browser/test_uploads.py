"""An upload belongs to the file, not to the tab that began it."""

import pytest
from playwright.sync_api import expect

from tests.browser import hands

pytestmark = pytest.mark.timeout(300)
PART = 8 << 20


@pytest.fixture
def tab(house, visit):
    return visit(house.url, storage_state=house.owner)


@pytest.fixture
def form(tab):
    gallery = hands.create_gallery(tab, "uploads")
    return hands.create_image(tab, gallery, "resumed") + "create-version/"


def test_a_closed_tab_costs_nothing_that_has_arrived(tab, form, os_disk, trouble):
    let_through(tab, parts=1)
    tab.goto(form)
    hands.choose_file(tab, "OS disk", os_disk)
    expect(hands.zone(tab, "OS disk")).to_contain_text("Trying again in")
    expect(hands.button(tab, "Publish")).to_be_disabled()

    again = tab.context.new_page()
    offsets = offsets_of(again)
    tab.close()
    again.goto(form)
    expect(hands.zone(again, "OS disk")).to_contain_text(f"Begun earlier: {os_disk.name}")
    hands.choose_file(again, "OS disk", os_disk)

    expect(hands.arrived(again, "OS disk")).to_have_count(1)
    expect(hands.button(again, "Publish")).to_be_enabled()
    assert offsets[0] == PART
    trouble.forget("net::ERR_FAILED")


def let_through(page, parts):
    """As many parts, then the connection is gone."""
    sent = []

    def answer(route):
        if route.request.method == "PATCH":
            sent.append(route)
        if len(sent) > parts:
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/*", answer)


def offsets_of(page):
    """Where each part that the page sends begins."""
    offsets = []

    def note(request):
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return offsets
