"""What pages show for scripts runs as it is copied."""

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.clients.az import Az
from tests.clients.conftest import App
from tests.clients.loopback import CLIENTS
from tests.system.installation import Installation
from tests.system.person import GALLERY, Person

SECONDS = 240
# In this order: what one page makes, another changes, and the last ones delete.
PAGES = (
    "", "settings/", "sharing/", "sharing/add/", "sharing/stop/", "sharing/everybody/",
    "sharing/stop/", "images/ubuntu/", "images/ubuntu/settings/", "images/ubuntu/create-version/",
    "images/ubuntu/versions/1.0.0/", "images/ubuntu/versions/1.0.0/regions/",
    "images/ubuntu/versions/1.0.0/settings/", "images/ubuntu/versions/1.0.0/delete/",
)  # fmt: skip


class Codes(HTMLParser):
    """The text of each tab of a page's code, by the tab's title."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.texts: list[str] = []
        self.into: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        role = dict(attrs).get("role")
        if role in {"tab", "tabpanel"}:
            self.into = self.titles if role == "tab" else self.texts
            self.into.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"button", "pre"}:
            self.into = None

    def handle_data(self, data: str) -> None:
        if self.into is not None:
            self.into[-1] += data

    def by_title(self) -> dict[str, str]:
        return dict(zip(self.titles, self.texts, strict=True))


@pytest.fixture(scope="module", params=["curl", "Python", "az"])
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def gallery(tool: str, az: Az, group: str, installation: Installation, disk: Path) -> str:
    """One for each tool, with a version that is ready."""
    name = f"pages_{tool.lower()}"
    az(f"sig create -g {group} -r {name} -l westus2")
    identity = "--publisher Contoso --offer Base --sku ubuntu --os-type Linux --features ''"
    az(f"sig image-definition create -g {group} -r {name} -i ubuntu {identity}")
    installation.command(
        "publish_image", str(disk), "--gallery", name, "--definition", "ubuntu",
        "--version", "1.0.0", "--source-region", "westus2", "--wait",
    )  # fmt: skip
    return name


@pytest.fixture(scope="module")
def environment_of_scripts(az: Az, contoso: App) -> dict[str, str]:
    return {
        **az.environment,
        "CURL_CA_BUNDLE": az.environment["REQUESTS_CA_BUNDLE"],
        "AZURE_CLIENT_ID": contoso.client,
        "AZURE_CLIENT_SECRET": contoso.secret,
        "PATH": f"{CLIENTS / 'az' / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }


def run(tool: str, code: str, environment: dict[str, str]) -> str:
    """What it says, when it ends well."""
    program = [sys.executable] if tool == "Python" else ["bash", "-e"]
    done = subprocess.run(
        [*program, "-"] if tool == "Python" else [*program, "-c", code],
        input=code if tool == "Python" else None,
        env=environment, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


@pytest.mark.timeout(900)  # the command line takes its time to start, once a page
def test_every_page_of_a_gallery_shows_what_runs(tool, gallery, olga, environment_of_scripts):
    at = path_of(olga, gallery)

    for page in PAGES:
        code = Codes(olga.get(at + page)).by_title()[tool]
        answer = run(tool, code, environment_of_scripts)
        assert '"error"' not in answer, f"{page}: {answer}"


def path_of(olga: Person, gallery: str) -> str:
    """Of the gallery's page; the list is filtered by its name."""
    found = GALLERY.search(olga.get(f"/galleries/?q={gallery}"))
    assert found
    return found[0]
