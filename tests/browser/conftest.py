"""Chromium, and the two installations that it visits: an empty one and one with the sample."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.house import House, Trouble, build_house, regions_with_a_missing_store
from tests.support.disks import MIB, partitioned_ext4
from tests.system.installation import Installation, running

# Nothing leaves the machine, and no sandbox where the tests run as root.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SECONDS = 1000
expect.set_options(timeout=30 * SECONDS)


# The plugin keeps its browser for the whole session, and with it a running event loop, which
# Django takes for a reason to refuse the database to every later test. Ours ends with the folder.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "These tests drive the distribution's Chromium. Install the package chromium."
    launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
    yield launched
    launched.close()


@pytest.fixture(scope="package")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}


@pytest.fixture(scope="package")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation that one person set up by hand."""
    folder = tmp_path_factory.mktemp("house")
    regions = regions_with_a_missing_store(folder)
    with running(folder / "var", SIG_REGIONS=str(regions)) as started:
        yield build_house(browser, started)


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with the sample organisation."""
    with running(tmp_path_factory.mktemp("sample") / "var", SIG_SAMPLE="1") as started:
        yield started


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    """What browsers complained about during the test; there must be nothing."""
    heard = Trouble()
    yield heard
    assert not heard.lines


@pytest.fixture
def visit(new_context: Any, trouble: Trouble) -> Callable[..., Page]:
    """A browser of its own, as the cookies say, whose complaints fail the test."""

    def open_browser(base_url: str, **settings: Any) -> Page:
        context: BrowserContext = new_context(base_url=base_url, **settings)
        context.set_default_timeout(30 * SECONDS)
        page: Page = context.new_page()
        trouble.listen(page)
        return page

    return open_browser


@pytest.fixture(scope="package")
def os_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return partitioned_ext4(tmp_path_factory.mktemp("disks"), "ubuntu", size=24 * MIB)


@pytest.fixture(scope="package")
def data_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return partitioned_ext4(tmp_path_factory.mktemp("disks"), "logs", size=9 * MIB, seed=2)
