"""Everything works without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import hands

pytestmark = pytest.mark.timeout(180)
MOST_TABS = 80


@pytest.fixture
def page(house, visit):
    return visit(house.url, storage_state=house.owner)


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached with the tab key.")


def type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_the_first_stop_skips_to_the_content(page):
    page.goto("/galleries/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_a_gallery_is_created_and_shared_by_keyboard_alone(page):
    hands.create_group(page, "Keyboarders")
    page.goto("/galleries/")
    press(page, hands.link(page, "Create gallery"))
    expect(hands.heading(page)).to_have_text("Create gallery")
    type_into(page, "Name", "keys")
    type_into(page, "Resource group", "images")
    type_into(page, "Location", "West US 2")
    press(page, hands.button(page, "Create gallery"))
    expect(hands.heading(page)).to_have_text("keys")

    press(page, hands.link(page, "Share"))
    expect(hands.heading(page)).to_contain_text("Access to keys")
    press(page, hands.link(page, "Give access"))
    type_into(page, "Who", "Keyboard")
    choice = page.get_by_role("checkbox", name=re.compile("Keyboarders"))
    expect(choice).to_be_visible()
    expect(page.get_by_label("Who", exact=True)).to_be_focused()
    tab_to(page, choice)
    page.keyboard.press("Space")
    press(page, hands.button(page, "Give access"))

    expect(page.get_by_role("table")).to_contain_text("Keyboarders")


def test_the_cursor_stays_in_the_filter_while_results_are_swapped(page):
    hands.create_gallery(page, "found_by_typing")
    page.goto("/galleries/")

    box = page.get_by_label("Filter by name, publisher, offer or SKU")
    tab_to(page, box)
    with page.expect_response(lambda answer: "q=found" in answer.url):
        page.keyboard.type("found_by_typing")

    expect(page.locator("#results")).to_have_attribute("data-say", re.compile("^1 "))
    expect(box).to_be_focused()


def test_escape_closes_the_dialog_and_the_drawer(page):
    page.goto("/galleries/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.set_viewport_size({"width": 390, "height": 800})
    menu = page.get_by_role("button", name="Open menu")
    press(page, menu)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")

    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")


def test_single_keys_go_places_but_not_while_typing(page):
    page.goto("/galleries/")

    page.keyboard.press("/")
    search = page.get_by_label("Search everything you can see")
    expect(search).to_be_focused()
    page.keyboard.type("gr?")
    expect(search).to_have_value("gr?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(re.compile("/galleries/$"))

    page.goto("/galleries/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(hands.heading(page)).to_have_text("All resources")


def test_the_chosen_theme_is_kept(page):
    page.emulate_media(color_scheme="light")
    page.goto("/galleries/")

    press(page, page.get_by_role("button", name="Switch between light and dark"))
    page.goto("/regions/")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
