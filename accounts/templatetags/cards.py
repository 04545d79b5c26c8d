"""How cards and sessions are named on pages: `{% card_url card %}`, `{% card_icon card %}`."""

from typing import Any

from django import template

from accounts import pages
from accounts.choices import ResourceType
from accounts.models import Resource

register = template.Library()

ICONS = {
    ResourceType.TENANT: "building",
    ResourceType.SUBSCRIPTION: "coins",
    ResourceType.RESOURCE_GROUP: "grid",
    ResourceType.GALLERY: "frames",
    ResourceType.DEFINITION: "layers",
    ResourceType.VERSION: "tag",
}

# The first that is found counts: most browsers also carry the names of others.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def card_url(card: Resource) -> str:
    """The page of the resource."""
    return pages.url_of(card)


@register.simple_tag
def card_icon(card: Resource) -> str:
    """The icon that stands for the type of the resource."""
    return ICONS[card.kind]


@register.filter
def browser(agent: str) -> str:
    """Firefox on Linux, from what a browser calls itself."""
    name = next((title for mark, title in BROWSERS if mark in agent), "")
    system = next((title for mark, title in SYSTEMS if mark in agent), "")
    if name and system:
        return f"{name} on {system}"
    return name or system or "Unknown browser"


@register.filter
def cell(row: Any, column: Any) -> str:
    """What a row of all resources says in a column."""
    return str(column.text(row))
