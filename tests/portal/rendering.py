"""How tests render a part of a page, and the image they show in it."""

from dataclasses import dataclass

from django.template import Context, Template


@dataclass(frozen=True)
class Image:
    os_type: str = "Linux"
    publisher: str = "Contoso"
    offer: str = "Platform"
    sku: str = "ubuntu-2204"
    palette: int = 0


def render(source, **context):
    return Template(source).render(Context(context))
