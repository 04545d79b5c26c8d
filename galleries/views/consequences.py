"""What goes with a thing that is deleted, for the page that asks before."""

from typing import NamedTuple


class Consequence(NamedTuple):
    """As confirm_delete.html takes it: an icon, the strong part, the rest, and a tone."""

    icon: str
    strong: str
    rest: str
    tone: str = ""
