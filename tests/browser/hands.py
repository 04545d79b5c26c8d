"""What a person does on the pages, named as they would say it."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

DROP = """([zone, input]) => {
  const carried = new DataTransfer();
  for (const file of input.files) carried.items.add(file);
  const options = { dataTransfer: carried, bubbles: true, cancelable: true };
  zone.dispatchEvent(new DragEvent("drop", options));
}"""


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name, exact=True).first


def create_subscription(page: Page, name: str) -> None:
    page.goto("/directory/subscriptions/")
    link(page, "Create subscription").click()
    page.get_by_label("Name", exact=True).fill(name)
    button(page, "Create subscription").click()
    expect(heading(page)).to_have_text(name)


def create_resource_group(page: Page, name: str, location: str) -> None:
    """From the page of its subscription."""
    link(page, "Create resource group").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Location").select_option(location)
    button(page, "Create resource group").click()
    expect(heading(page)).to_have_text(name)


def create_gallery(page: Page, name: str, title: str = "") -> str:
    """Its address."""
    page.goto("/galleries/create/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Resource group").select_option("images")
    page.get_by_label("Location").select_option("West US 2")
    button(page, "Create gallery").click()
    expect(heading(page)).to_have_text(title or name)
    return page.url


def create_image(page: Page, gallery: str, name: str, title: str = "") -> str:
    """Its address."""
    page.goto(gallery)
    link(page, "Create image").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Publisher", exact=True).fill("Contoso")
    page.get_by_label("Offer").fill("Platform")
    page.get_by_label("SKU").fill(name)
    button(page, "Create image").click()
    expect(heading(page)).to_have_text(title or name)
    return page.url


# --- Publishing ------------------------------------------------------------------------------
def zone(page: Page, name: str) -> Locator:
    """Where files are dropped: OS disk or Data disks."""
    return page.get_by_role("group", name=name, exact=True)


def choose_file(page: Page, name: str, file: Path) -> None:
    zone(page, name).locator("input[type=file]").set_input_files(file)


def drop_file(page: Page, name: str, file: Path) -> None:
    carrier = page.evaluate_handle(
        "() => Object.assign(document.createElement('input'), { type: 'file' })"
    ).as_element()
    assert carrier
    carrier.set_input_files(file)
    target = zone(page, name).locator("[data-js=upload-drop]").element_handle()
    page.evaluate(DROP, [target, carrier])


def arrived(page: Page, name: str) -> Locator:
    """Files of the zone that are with the server to their last byte."""
    return zone(page, name).locator("[data-js=upload][data-state=done]")


def want_region(page: Page, region: str, count: int, storage: str = "Standard_LRS") -> None:
    row = page.get_by_role("row", name=re.compile(rf"^{region}\b"))
    if not row.is_visible():
        page.get_by_text("Add regions").click()
    row = row.first
    row.get_by_role("checkbox").check()
    row.get_by_label("Replicas in").fill(str(count))
    row.get_by_label("Storage in").select_option(storage)


def publish(page: Page, number: str) -> str:
    """Its address."""
    page.get_by_label("Version number").fill(number)
    button(page, "Publish").click()
    expect(heading(page)).to_have_text(number)
    return page.url


def lane(page: Page, region: str) -> Locator:
    """How one region of a version fares."""
    return page.locator(f"#lane-{region}")


# --- Sharing ---------------------------------------------------------------------------------
def give_access(page: Page, card: str, who: str, found: str, role: str = "Reader") -> None:
    """From the page of a gallery or an image; `who` is typed, `found` is chosen."""
    page.goto(card)
    link(page, "Share").click()
    link(page, "Give access").click()
    asked = page.get_by_label("Who", exact=True)
    asked.click()  # waits for the dialog: keys typed before it opens are the page's shortcuts
    asked.press_sequentially(who)
    page.get_by_role("checkbox", name=re.compile(found)).check()
    page.get_by_role("radio", name=re.compile(rf"^{role}\b")).check()
    button(page, "Give access").click()
    expect(page.get_by_role("table")).to_contain_text(found)


def add_person(page: Page, name: str, sign_in_name: str) -> str:
    """The one-time link on which they choose a password."""
    page.goto("/directory/")
    link(page, "Add person").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Sign-in name").fill(sign_in_name)
    button(page, "Add person").click()
    return copied(page)


def copied(page: Page) -> str:
    """The link on the page that shows one."""
    expect(heading(page)).to_contain_text("Pass this on to")
    shown: Any = page.get_by_role("main").locator("[data-js=copy]").get_attribute("data-copy")
    return str(shown)


def create_group(page: Page, name: str, *members: str) -> None:
    page.goto("/directory/")
    link(page, "Groups").click()
    link(page, "Create group").click()
    page.get_by_label("Name", exact=True).fill(name)
    button(page, "Create group").click()
    for member in members:
        link(page, "Add member").click()
        page.get_by_label("Person or app").fill(member)
        button(page, "Add").click()
        expect(page.get_by_role("table")).to_contain_text(member.split("@")[0], ignore_case=True)


def choose_password(page: Page, one_time_link: str, password: str) -> None:
    page.goto(one_time_link)
    page.get_by_label("New password").fill(password)
    page.get_by_label("The same again").fill(password)
    page.locator("main, form").get_by_role("button").last.click()
    expect(heading(page)).to_have_text("Galleries")


def create_tenant(page: Page, name: str, owner: str, sign_in_name: str) -> str:
    """The one-time link of its owner."""
    page.goto("/installation/")
    link(page, "Create tenant").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Name of its first owner", exact=True).fill(owner)
    page.get_by_label("Sign-in name of its first owner").fill(sign_in_name)
    button(page, "Create tenant").click()
    return copied(page)


def sidebar(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Main").get_by_role("link", name=name)
