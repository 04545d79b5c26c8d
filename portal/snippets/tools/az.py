"""Azure's command line, once the cloud is registered and an account signed in."""

from collections.abc import Sequence

from portal.snippets.site import Site
from portal.snippets.steps import Step
from portal.snippets.tools.text import paragraphs, shell


def write(site: Site, steps: Sequence[Step]) -> str:
    return paragraphs(*(shell(step.note, "az", step.az) for step in steps if step.az))
