"""Links to resources of any app: `{% card_url card %}`, `{% card_icon card %}`."""

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


@register.simple_tag
def card_url(card: Resource) -> str:
    """The page of the resource."""
    return pages.url_of(card)


@register.simple_tag
def card_icon(card: Resource) -> str:
    """The icon that stands for the type of the resource."""
    return ICONS[card.kind]
