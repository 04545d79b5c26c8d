"""Two organisations with galleries, and people who may do different things with them."""

from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.pages import url_of
from accounts.roles import CONTRIBUTOR, READER
from galleries.models import Gallery, ImageDefinition
from tests.support import factories, galleries


@dataclass
class House:
    """`publisher` changes everything in `gallery`; `reader` reads it; `guest`, of another tenant,
    reads the image alone; `stranger` may do nothing."""

    gallery: Gallery
    image: ImageDefinition
    publisher: User
    reader: User
    guest: User
    stranger: User

    @property
    def gallery_url(self) -> str:
        return url_of(self.gallery.resource)

    @property
    def image_url(self) -> str:
        return url_of(self.image.resource)


def build() -> House:
    contoso = factories.tenant("Contoso")
    group = factories.resource_group(factories.subscription(contoso, "Platform"))
    gallery = galleries.gallery(group, name="platform_images")
    image = galleries.definition(gallery, name="ubuntu", offer="Platform", sku="ubuntu-2204")
    house = House(
        gallery,
        image,
        publisher=factories.person(contoso, "Maya"),
        reader=factories.person(contoso, "Priya"),
        guest=factories.person(name="Kenji"),
        stranger=factories.person(name="Sofia"),
    )
    factories.grant(CONTRIBUTOR, house.publisher, group)
    factories.grant(READER, house.reader, gallery)
    factories.grant(READER, house.guest, image)
    return house


def queries_of(client, url: str) -> int:
    """Of the second time, when nothing is left to be read once."""
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
