"""The steps of a page as the tools write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.snippets.site import Site
from portal.snippets.steps import Step
from portal.snippets.tools import az, curl, manage, python, terraform

TOOLS = (
    ("az", az.write),
    ("curl", curl.write),
    ("Python", python.write),
    ("Terraform", terraform.write),
    ("manage.py", manage.write),
)


class Tab(NamedTuple):
    """As components/_snippet.html takes it."""

    title: str
    code: str


@dataclass(frozen=True)
class Script:
    """What components/_script.html shows."""

    site: Site
    tabs: Sequence[Tab]

    @property
    def tools(self) -> str:
        return ", ".join(tab.title for tab in self.tabs)


def script(site: Site, steps: Sequence[Step]) -> Script:
    """A tab for each tool that can do any of it."""
    written = [Tab(title, write(site, steps)) for title, write in TOOLS]
    return Script(site, [tab for tab in written if tab.code])
