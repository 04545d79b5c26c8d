"""Subscriptions: which there are, what is in one, and changing them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts import places
from accounts.choices import ResourceType
from accounts.forms.containers import RenameForm, ResourceGroupForm, SubscriptionForm
from accounts.models import ResourceGroup, Subscription, Tenant
from accounts.services import directory
from accounts.snippets import creating_group, creating_subscription, of_subscription
from accounts.views.containers import DeleteContainer, OfContainer, role_names
from portal.errors import Forbidden
from portal.paging import Page
from portal.snippets import script, site_of
from portal.views import FormPage, ListPage

WRITE = f"{ResourceType.SUBSCRIPTION}/write"
DELETE = f"{ResourceType.SUBSCRIPTION}/delete"
WRITE_GROUP = f"{ResourceType.RESOURCE_GROUP}/write"


def tenants_to_fill(access: Any) -> list[Tenant]:
    """Where the reader may create a subscription."""
    allowed = access.allows_on(WRITE, "resource__")
    return list(Tenant.objects.filter(allowed).select_related("resource").order_by("name", "id"))


class Subscriptions(ListPage):
    template = "accounts/subscriptions.html"
    fragment = "accounts/subscriptions.html#results"
    order = ("name", "id")

    def get_queryset(self) -> Any:
        visible = Subscription.objects.accessible(self.access)
        return visible.select_related("resource", "tenant")

    def get_page(self) -> Page[Any]:
        found = super().get_page()
        rows = [(row, role_names(self.access, row.resource)) for row in found.rows]
        return Page(rows, found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        return {"may_create": bool(tenants_to_fill(self.access))}


class AddSubscription(FormPage):
    template = "accounts/container_form.html"
    form_class = SubscriptionForm
    done = "The subscription is ready. Create a resource group in it next."

    @cached_property
    def tenants(self) -> Sequence[Tenant]:
        return tenants_to_fill(self.access)

    def get_object(self) -> None:
        if not self.tenants:
            raise Forbidden(
                f"You may not create subscriptions: the right {WRITE} is missing. "
                "An Owner of your tenant can give you a role that has it.",
                action=WRITE,
            )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"tenants": self.tenants}

    def get_context(self) -> dict[str, Any]:
        return {
            "title": "Create a subscription",
            "button": "Create subscription",
            "back": reverse("accounts:subscriptions"),
            "above": "Subscriptions",
            "script": script(site_of(self.request), creating_subscription(self.tenants[0])),
        }

    def perform(self, form: Any) -> str:
        wanted = form.cleaned_data["tenant"]
        tenant = next(tenant for tenant in self.tenants if str(tenant.guid) == wanted)
        name = form.cleaned_data["name"]
        made = directory.create_subscription(actor=self.actor, tenant=tenant, name=name)
        return reverse("accounts:subscription", args=[made.guid])


class OfSubscription(OfContainer):
    page = "subscription"

    def get_queryset_of_containers(self) -> Any:
        return Subscription.objects.select_related("resource__tenant", "tenant")


class SubscriptionPage(OfSubscription, ListPage):
    """The subscription and a page of its resource groups."""

    template = "accounts/subscription.html"
    fragment = "accounts/subscription.html#results"
    order = ("name", "id")

    def get_queryset(self) -> Any:
        visible = ResourceGroup.objects.accessible(self.access)
        return visible.filter(subscription=self.object).select_related("resource")

    def get_page(self) -> Page[Any]:
        found = super().get_page()
        regions = places.names()
        rows = [(row, regions.get(row.resource.region, "")) for row in found.rows]
        return Page(rows, found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        return {
            **self.facts(),
            "may_add": self.access.can(WRITE_GROUP, self.object.resource),
            "script": script(site_of(self.request, self.object), of_subscription(self.object)),
        }


class RenameSubscription(OfSubscription, FormPage):
    template = "accounts/container_form.html"
    form_class = RenameForm
    action = WRITE
    done = "The new name is kept. Its id is still the same."

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name}

    def get_context(self) -> dict[str, Any]:
        title = f"Rename {self.object}"
        return {"title": title, "button": "Rename", "back": self.page_url()}

    def perform(self, form: Any) -> str:
        name = form.cleaned_data["name"]
        directory.rename_subscription(actor=self.actor, subscription=self.object, name=name)
        return self.page_url()


class DeleteSubscription(OfSubscription, DeleteContainer):
    action = DELETE
    done = "The subscription is deleted."

    def destroy(self) -> str:
        directory.delete_subscription(actor=self.actor, subscription=self.object)
        return reverse("accounts:subscriptions")


class AddResourceGroup(OfSubscription, FormPage):
    template = "accounts/container_form.html"
    form_class = ResourceGroupForm
    action = WRITE_GROUP
    done = "The resource group is ready. Galleries can be created in it."

    def get_context(self) -> dict[str, Any]:
        return {
            "title": f"Create a resource group in {self.object}",
            "button": "Create resource group",
            "back": self.page_url(),
        }

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """With what the form says so far, for scripts."""
        said = [str(form[name].value() or "") for name in ("name", "region")]
        site = site_of(self.request, self.object)
        steps = script(site, creating_group(self.object, *said))
        context = {**self.get_context(), "object": self.object, "form": form, "script": steps}
        return self.render(self.template, context, status=status)

    def perform(self, form: Any) -> str:
        made = directory.create_resource_group(
            actor=self.actor, subscription=self.object, **form.cleaned_data
        )
        return reverse("accounts:resource-group", args=[made.resource.guid])
