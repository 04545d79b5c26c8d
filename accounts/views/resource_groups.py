"""Resource groups: what is in one, its tags, and taking it away."""

from typing import Any

from django.urls import reverse

from accounts import pages, places
from accounts.choices import ResourceType
from accounts.forms.containers import TagsForm
from accounts.models import Resource, ResourceGroup
from accounts.models.resource import TITLE_TAG
from accounts.services import directory
from accounts.snippets import deleting_group, of_group
from accounts.views.cards import ANCESTORS
from accounts.views.containers import DeleteContainer, OfContainer
from portal.paging import Page, page
from portal.snippets import Site, script, site_of
from portal.views import FormPage, ListPage

WRITE = f"{ResourceType.RESOURCE_GROUP}/write"
DELETE = f"{ResourceType.RESOURCE_GROUP}/delete"


class OfResourceGroup(OfContainer):
    page = "resource-group"

    def get_queryset_of_containers(self) -> Any:
        above = [f"resource__{column}" for column in ANCESTORS]
        return ResourceGroup.objects.select_related("resource", "subscription__resource", *above)

    def site(self, group: ResourceGroup) -> Site:
        return site_of(self.request, group.subscription)


class ResourceGroupPage(OfResourceGroup, ListPage):
    """The resource group and a page of what lies directly in it."""

    template = "accounts/resource_group.html"
    fragment = "accounts/resource_group.html#results"
    order = ("name", "id")

    def get_queryset(self) -> Any:
        inside = Resource.objects.filter(self.access.readable(), parent=self.object.resource)
        return inside.select_related(*ANCESTORS)

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.order, cursor=cursor)
        regions, details = places.names(), pages.details_of(found.rows)
        rows = [
            (card, details.get(card.pk, pages.Details()), regions.get(card.region, ""))
            for card in found.rows
        ]
        return Page(rows, found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        card = self.object.resource
        return {
            **self.facts(),
            "location": places.names().get(card.region, card.region),
            "script": script(self.site(self.object), of_group(self.object)),
            "may_fill": self.access.can(f"{ResourceType.GALLERY}/write", card),
        }


class EditTags(OfResourceGroup, FormPage):
    template = "accounts/container_form.html"
    form_class = TagsForm
    action = WRITE
    done = "The tags are kept."

    def get_initial(self) -> dict[str, Any]:
        return {"tags": self.object.resource.tags}

    def get_context(self) -> dict[str, Any]:
        title = f"Tags of {self.object}"
        return {"title": title, "button": "Save tags", "back": self.page_url()}

    def perform(self, form: Any) -> str:
        card, tags = self.object.resource, form.cleaned_data["tags"]
        if TITLE_TAG in card.tags:  # not among what the form shows
            tags = {TITLE_TAG: card.tags[TITLE_TAG], **tags}
        directory.update_resource_group(actor=self.actor, resource_group=self.object, tags=tags)
        return self.page_url()


class DeleteResourceGroup(OfResourceGroup, DeleteContainer):
    action = DELETE
    done = "The resource group is deleted."

    def get_context(self) -> dict[str, Any]:
        steps = deleting_group(self.object)
        return {**super().get_context(), "script": script(self.site(self.object), steps)}

    def destroy(self) -> str:
        subscription = self.object.subscription
        directory.delete_resource_group(actor=self.actor, resource_group=self.object)
        return reverse("accounts:subscription", args=[subscription.resource.guid])
