"""Every kind of page: nothing broken, nothing cut off, nothing that some people cannot use."""

import urllib.request
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser import hands
from tests.browser.house import set_up
from tests.system.installation import wait_until

pytestmark = pytest.mark.timeout(600)
WIDTHS = (1440, 390)
BETWEEN = 1280  # where a panel beside an aside is narrowest
THEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """async (rules) => {
  const found = await axe.run({ runOnly: rules, preload: false, resultTypes: ["violations"] });
  return found.violations.map((each) => `${each.id}: ${each.nodes[0].html}`);
}"""
SIDEWAYS = """() => {
  const right = (element) => element.getBoundingClientRect().right;
  const tables = [...document.querySelectorAll(".panel .table")];
  return document.documentElement.scrollWidth > innerWidth || tables.some(
    (table) => !table.closest(".l-scroll") && right(table) > right(table.closest(".panel")) + 1);
}"""
FEWEST_KINDS = 35


@pytest.fixture
def page(sample, visit):
    wait_until(lambda: people_are_there(sample.url), "the sample's people")
    wait_until(lambda: len(sample.json("list_resources")) > 60, "the sample's images")
    return visit(sample.url)


def people_are_there(url: str) -> bool:
    with urllib.request.urlopen(f"{url}/sign-in/", timeout=30) as answer:  # noqa: S310
        return b"Owner" in answer.read()  # people come before their roles


def walk_in_as_owner(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_role("button", name="Owner").first.click()
    hands.heading(page).wait_for()


def test_every_kind_of_page_is_sound(sample, page, visit):
    administrator = visit(sample.url)
    walk_in_as_owner(page)
    set_up(administrator, sample, "Northwind", "maya@northwind.example")

    seen: set[str] = set()
    faults = list(faults_of_kinds(page, seen))
    administrator.goto("/installation/")
    faults += faults_of_kinds(administrator, seen)

    assert not faults, "\n".join(faults)
    assert len(seen) >= FEWEST_KINDS, seen


def faults_of_kinds(page: Page, seen: set[str]) -> Iterator[str]:
    for kind in every_kind(page, seen):
        for fault in faults_of(page):
            yield f"{kind} {fault}"


def every_kind(page: Page, seen: set[str]) -> Iterator[str]:
    """Opens one page of each kind that links lead to and that was not seen yet."""
    waiting = [page.url]
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address, page.url)
        if not kind or kind in seen:
            continue
        seen.add(kind)
        page.goto(address)
        links = page.locator("a[href]:not([download])")
        waiting += links.evaluate_all("all => all.map(link => link.href)")
        yield kind


def kind_of(address: str, here: str) -> str:
    """The name of its address; empty for what is no page of ours."""
    parts = urlsplit(urljoin(here, address))
    if parts.netloc != urlsplit(here).netloc:
        return ""
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return f"broken link {parts.path}"
    return "" if name.endswith("-csv") else name


def faults_of(page: Page) -> Iterator[str]:
    if page.get_by_role("heading", level=1).count() != 1:
        yield "has not one h1"
    if not page.title().split(" · ")[0].strip():
        yield "has no title"
    page.evaluate(Axe().axe_script)
    for width in (BETWEEN, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(SIDEWAYS):
            yield f"scrolls sideways, or a table reaches out of its panel, at {width}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for violation in page.evaluate(AXE, RULES):
                yield f"{theme} at {width}: {violation}"
