"""An installation that somebody set up by hand, and who lives in it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.system.installation import ROOT, Installation

PASSWORD = "a long enough secret"
OWNER = "maya@contoso.example"
UNMOUNTED = "uksouth"  # its standard store is a folder that is not there at first


@dataclass
class House:
    """The owner's cookies open every page of it; `store` is where UNMOUNTED wants its bytes."""

    installation: Installation
    owner: Any
    store: Path

    @property
    def url(self) -> str:
        return self.installation.url


@dataclass
class Trouble:
    """Errors on consoles, broken scripts and parts that the content policy refused."""

    lines: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.lines.append(f"{page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # htmx says so of requests that were given up because the person moved on.
        given_up = re.match(r"htmx:(sendAbort|afterRequest),", message.text)
        if message.type == "error" and not given_up:
            self.lines.append(f"{message.location.get('url')}: {message.text}")

    def forget(self, *words: str) -> None:
        """Complaints that the test itself caused, such as a page that must not be found."""
        self.lines = [line for line in self.lines if not any(word in line for word in words)]


def regions_with_a_missing_store(folder: Path) -> Path:
    """The built-in regions, one of them on a folder that nobody mounted yet."""
    text = (ROOT / "regions" / "builtin.toml").read_text()
    name = f'name = "{UNMOUNTED}"'
    file = folder / "regions.toml"
    file.write_text(text.replace(name, f'{name}\nstores = {{standard = "{folder / "mount"}"}}'))
    return file


def first_link(installation: Installation) -> str:
    found = re.search(r"First time\s+(\S+)", installation.log.read_text())
    assert found, installation.log_tail()
    return found[1]


def set_up(page: Page, installation: Installation, organisation: str, sign_in_name: str) -> None:
    """What a newcomer does first; a subscription and the resource group images come with it."""
    page.goto(first_link(installation))
    page.get_by_label("Organisation").fill(organisation)
    page.get_by_label("Location").select_option("West US 2")
    page.get_by_label("Your name").fill("Maya Lindqvist")
    page.get_by_label("Your sign-in name").fill(sign_in_name)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Create gallery")


def build_house(browser: Browser, installation: Installation) -> House:
    context = browser.new_context(base_url=installation.url)
    page = context.new_page()
    set_up(page, installation, "Contoso", OWNER)
    state = context.storage_state()
    context.close()
    return House(
        installation, state, Path(installation.environment["SIG_REGIONS"]).parent / "mount"
    )
