"""Two tenants: Contoso owns a tree with two galleries, Fabrikam only looks in from outside."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Access, Resource, Tenant, User
from tests.accounts import catalogue
from tests.support import factories


@dataclass
class House:
    contoso: Tenant
    fabrikam: Tenant
    cards: dict[str, Resource]

    def __getitem__(self, name: str) -> Resource:
        return self.cards[name]

    def readable(self, person: User) -> set[str]:
        """Names, as below, of the cards that the list of all resources shows."""
        shown = Resource.objects.filter(Access.of(person).readable())
        return self.names(shown)

    def names(self, cards: Iterable[Resource]) -> set[str]:
        by_id = {card.pk: name for name, card in self.cards.items()}
        return {by_id[card.pk] for card in cards if card.pk in by_id}


def build() -> House:
    """contoso > platform > images > base > ubuntu, debian; and desk > kiosk in `desktops`."""
    contoso, fabrikam = factories.tenant("Contoso"), factories.tenant("Fabrikam")
    platform = factories.subscription(contoso, "Platform")
    images = factories.resource_group(platform, "images")
    desktops = factories.resource_group(platform, "desktops")
    owners = {"contoso": contoso, "platform": platform, "images": images, "desktops": desktops}
    for group, name, definitions in (
        (images, "base", ("ubuntu", "debian")),
        (desktops, "desk", ("kiosk",)),
    ):
        gallery = owners[name] = catalogue.gallery(group, name)
        for image in definitions:
            owners[image] = catalogue.definition(gallery, image)
            owners[f"{image}/1.0.0"] = catalogue.version(owners[image])
    return House(contoso, fabrikam, {name: owner.resource for name, owner in owners.items()})
