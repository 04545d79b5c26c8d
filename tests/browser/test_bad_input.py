"""What is typed wrongly is answered beside its field, and changes nothing."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import hands
from tests.browser.house import OWNER

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def page(house, visit, trouble):
    yield visit(house.url, storage_state=house.owner)
    trouble.forget("422")  # the browser notes every form that was refused


def send(page: Page, button: str) -> None:
    """Past the browser's own checks, as a program would."""
    page.locator("form").evaluate_all("forms => forms.forEach(form => (form.noValidate = true))")
    hands.button(page, button).click()


def expect_refusal(control: Locator, reason: str) -> None:
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description(re.compile(reason))


def test_refused_forms_say_why_beside_the_field_and_change_nothing(house, page):
    gallery = hands.create_gallery(page, "strict")
    image = hands.create_image(page, gallery, "ubuntu")
    before = house.installation.json("list_resources")

    page.goto("/galleries/create/")
    page.get_by_label("Name", exact=True).fill("not-a-gallery-name")
    send(page, "Create gallery")
    expect_refusal(page.get_by_label("Name", exact=True), "dashes, are disallowed")
    expect(page.get_by_label("Name", exact=True)).to_have_value("not-a-gallery-name")

    page.goto(f"{gallery}create-image/")
    page.get_by_label("Name", exact=True).fill("other")
    page.get_by_label("vCPUs, at least").fill("-1")
    send(page, "Create image")
    expect_refusal(page.get_by_label("Publisher", exact=True), "Say who publishes the image")
    expect_refusal(page.get_by_label("vCPUs, at least"), "greater than or equal to 1")

    page.goto(f"{image}create-version/")
    page.get_by_label("Version number").fill("1.0")
    send(page, "Publish")
    expect_refusal(page.get_by_label("Version number"), "should follow Major")

    assert house.installation.json("list_resources") == before


def test_a_disk_must_be_there_and_must_be_a_disk(house, page, tmp_path):
    image = hands.create_image(page, hands.create_gallery(page, "diskless"), "ubuntu")
    no_disk = tmp_path / "notes.vmdk"
    no_disk.write_bytes(b"KDMV" + bytes((1 << 20) - 4))

    page.goto(f"{image}create-version/")
    send(page, "Publish")
    expect(hands.zone(page, "OS disk").locator(".field__error")).to_be_visible()
    hands.choose_file(page, "OS disk", no_disk)
    expect(hands.zone(page, "OS disk")).to_contain_text("This is a VMDK file. Convert it to raw")
    expect(hands.button(page, "Publish")).to_be_disabled()

    page.goto(image)
    expect(page.get_by_text("No version yet").first).to_be_visible()


def test_people_and_access_are_checked_too(house, page):
    gallery = hands.create_gallery(page, "guarded")

    page.goto("/directory/")
    hands.link(page, "Add person").click()
    page.get_by_label("Name", exact=True).fill("Maya again")
    page.get_by_label("Sign-in name").fill(OWNER)
    send(page, "Add person")
    expect_refusal(page.get_by_label("Sign-in name"), "is taken. Choose another.")

    page.goto(gallery)
    hands.link(page, "Share").click()
    hands.link(page, "Give access").click()
    send(page, "Give access")
    expect(page.locator(".field__error")).to_contain_text("Find and choose who gets access.")


def test_a_wrong_password_opens_nothing(house, visit, trouble):
    page = visit(house.url)
    page.goto("/sign-in/")
    page.get_by_label("Sign-in name").fill(OWNER)
    page.get_by_label("Password").fill("not the password")

    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(re.compile("/sign-in/"))
    trouble.forget("422")
