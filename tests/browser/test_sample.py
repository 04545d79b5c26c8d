"""The sample organisation: walked into with one click, and gone with another."""

import pytest
from playwright.sync_api import expect

from tests.browser import hands
from tests.browser.test_every_page import people_are_there, walk_in_as_owner
from tests.system.installation import wait_until

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def page(sample, visit):
    wait_until(lambda: people_are_there(sample.url), "the sample's people")
    return visit(sample.url)


def test_one_click_walks_in_and_one_more_leaves_nothing(sample, page):
    walk_in_as_owner(page)
    expect(hands.heading(page)).to_have_text("Galleries")

    page.goto("/sample/remove/")
    hands.button(page, "Delete the sample organisation").click()

    expect(page).to_have_url(f"{sample.url}/sign-in/")
    expect(page.get_by_text("Walk in as")).to_be_hidden()
    left = {row["tenant"] for row in sample.json("list_resources")}
    assert not left & {"Contoso", "Fabrikam"}
    sample.command("prune")
    regions = sample.data / "regions"
    assert not list(regions.rglob("*.pack"))
    assert not [folder for folder in regions.rglob("set-*") if any(folder.rglob("*.manifest"))]
