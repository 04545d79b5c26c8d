"""Our own commands, on the machine that the portal runs on."""

from collections.abc import Sequence

from portal.snippets.site import Site
from portal.snippets.steps import Step
from portal.snippets.tools.text import paragraphs, shell

COMMAND = ".venv/bin/python manage.py"


def write(site: Site, steps: Sequence[Step]) -> str:
    return paragraphs(*(shell(step.note, COMMAND, step.command) for step in steps if step.command))
