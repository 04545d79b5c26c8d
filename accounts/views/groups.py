"""Groups of a tenant and who is in them."""

from typing import Any

from django.urls import reverse

from accounts.forms.directory import GroupForm, MemberForm, group_initial
from accounts.models import Group, User
from accounts.services import directory
from accounts.services.directory import groups as rights
from accounts.snippets import adding_group
from accounts.views.held_roles import held_by_group
from accounts.views.tenant import TenantView
from portal.errors import InvalidInput
from portal.paging import Page, page
from portal.views import ActionView, ConfirmPage, Consequence, FormPage, ListPage


class OfGroup(TenantView):
    """A page about one group."""

    def get_object(self) -> Group:
        return self.fetch_group()

    def page_url(self) -> str:
        return reverse("accounts:group", args=[self.tenant.guid, self.kwargs["guid"]])


class GroupPage(OfGroup, ListPage):
    """The group, a page of its members and what they get through it."""

    template = "accounts/group.html"
    fragment = "accounts/group.html#results"
    order = ("display_name", "id")

    def get_queryset(self) -> Any:
        return User.objects.filter(groups=self.object.auth_group)

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        return page(self.get_queryset(), order=self.order, cursor=cursor)

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "members": self.get_queryset().count(),
            "held": held_by_group(self.object, self.access),
            "may_change": self.may_change,
        }


class AddGroup(TenantView, FormPage):
    template = "accounts/directory_form.html"
    form_class = GroupForm
    done = "The group was created. Add its members."

    def get_object(self) -> None:
        self.require_change(rights.WRITE)

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "title": "Create a group",
            "button": "Create group",
            "script": self.script(adding_group(self.tenant)),
        }

    def perform(self, form: Any) -> str:
        group = directory.create_group(actor=self.actor, tenant=self.tenant, **form.cleaned_data)
        return reverse("accounts:group", args=[self.tenant.guid, group.guid])


class EditGroup(OfGroup, FormPage):
    template = "accounts/directory_form.html"
    form_class = GroupForm
    done = "The group is changed."

    def get_object(self) -> Group:
        self.require_change(rights.WRITE)
        return super().get_object()

    def get_initial(self) -> dict[str, Any]:
        return dict(group_initial(self.object))

    def get_context(self) -> dict[str, Any]:
        title = f"Edit {self.object}"
        return {"tenant": self.tenant, "title": title, "button": "Save", "back": self.page_url()}

    def perform(self, form: Any) -> str:
        directory.update_group(actor=self.actor, group=self.object, **form.cleaned_data)
        return self.page_url()


class DeleteGroup(OfGroup, ConfirmPage):
    done = "The group is deleted."

    def get_object(self) -> Group:
        self.require_change(rights.DELETE)
        return super().get_object()

    def get_consequences(self) -> list[Consequence]:
        members = self.object.auth_group.user_set.count()
        given = held_by_group(self.object, self.access)
        return [
            Consequence("users", f"{members} members", "stay in the directory."),
            *(
                Consequence("key", f"{h.role.name} on {h.card.title}", "ends for them.", "bad")
                for h in given
            ),
        ]

    def get_back_url(self) -> str:
        return self.page_url()

    def destroy(self) -> str:
        directory.delete_group(actor=self.actor, group=self.object)
        return reverse("accounts:groups", args=[self.tenant.guid])


class AddMember(OfGroup, FormPage):
    """By sign-in name, or by a name that only one person or app of the tenant has."""

    template = "accounts/directory_form.html"
    form_class = MemberForm

    def get_object(self) -> Group:
        self.require_change(rights.ADD)
        return super().get_object()

    def get_context(self) -> dict[str, Any]:
        title = f"Add a member to {self.object}"
        return {"tenant": self.tenant, "title": title, "button": "Add", "back": self.page_url()}

    def perform(self, form: Any) -> str:
        user = self._find(form.cleaned_data["member"])
        directory.add_member(actor=self.actor, group=self.object, user=user)
        return self.page_url()

    def _find(self, text: str) -> User:
        people = self.tenant.users.filter(is_active=True)
        found = list(people.filter(sign_in_name=text.lower())[:1])
        found = found or list(people.filter(display_name__iexact=text)[:2])
        if len(found) != 1:
            raise InvalidInput(_advice(text, found), field="member")
        return found[0]


def _advice(text: str, found: list[User]) -> str:
    if found:
        return f"Several people are named {text}. Enter the sign-in name of the one you mean."
    return f"Nobody active in this directory is called {text!r}. Check the spelling."


class RemoveMember(OfGroup, ActionView):
    done = "Removed from the group."

    def perform(self) -> str:
        self.require_change(rights.REMOVE)
        group = self.get_object()
        user = self._member(group)
        directory.remove_member(actor=self.actor, group=group, user=user)
        return self.page_url()

    def _member(self, group: Group) -> User:
        members = User.objects.filter(groups=group.auth_group)
        found = members.filter(guid=self.kwargs["member"]).first()
        if found is None:
            raise InvalidInput("They are not a member any more. Nothing was changed.")
        return found
