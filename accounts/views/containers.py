"""What pages of subscriptions and of resource groups have in common."""

from typing import Any, ClassVar

from django.urls import reverse

from accounts.models import Access, Resource
from accounts.views.cards import trail
from accounts.views.consequences import in_the_way
from portal.views import ConfirmPage, Consequence, PortalView


class OfContainer(PortalView):
    """A page about one of them; `action` is what it takes besides reading."""

    page: ClassVar[str]
    action = ""
    object: Any

    def get_queryset_of_containers(self) -> Any:
        raise TypeError(f"{type(self).__name__} is of no container.")

    def get_object(self) -> Any:
        found = self.fetch(self.get_queryset_of_containers(), resource__guid=self.kwargs["guid"])
        if self.action:
            self.require(self.action, found.resource)
        return found

    def facts(self) -> dict[str, Any]:
        card = self.object.resource
        return {
            "card": card,
            "trail": trail(self.access, card),
            "your_roles": role_names(self.access, card),
            "may_write": self.access.can(f"{card.type}/write", card),
            "may_delete": self.access.can(f"{card.type}/delete", card),
        }

    def page_url(self) -> str:
        return reverse(f"accounts:{self.page}", args=[self.kwargs["guid"]])


class DeleteContainer(OfContainer, ConfirmPage):
    """What is still inside is named, and in the way."""

    def get_consequences(self) -> list[Consequence]:
        return in_the_way(self.object.resource)

    def get_back_url(self) -> str:
        return self.page_url()


def role_names(access: Access, card: Resource) -> str:
    """What the reader holds there, such as "Contributor, Reader"."""
    return ", ".join(sorted(role.name for role in access.roles_on(card)))
