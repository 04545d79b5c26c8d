"""The directory of a tenant: its people, groups and apps."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.choices import PrincipalKind
from accounts.models import Tenant
from accounts.snippets import listing_principals
from accounts.views.addresses import Filtered
from accounts.views.held_roles import roles_held
from accounts.views.tenant import TenantView
from portal.paging import Page, page
from portal.views import ListPage, PortalView


class Directory(PortalView):
    """The directory of the own tenant."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tenant = self.request.user.tenant
        return HttpResponseRedirect(reverse("accounts:people", args=[tenant.guid]))


class DirectoryList(Filtered, TenantView, ListPage):
    """One kind of principal, searched by name."""

    template = "accounts/directory.html"
    fragment = "accounts/directory.html#results"
    kind = ""

    @property
    def title(self) -> str:
        return self.kind.capitalize()

    def get_object(self) -> Tenant:
        return self.tenant

    @property
    def text(self) -> str:
        return str(self.request.GET.get("q", "")).strip()[:128]

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "kind": self.kind,
            "text": self.text,
            "may_change": self.may_change,
            "script": self.script(listing_principals(self.kind)),
        }


class People(DirectoryList):
    kind = "people"
    order = ("display_name", "id")
    principal_kind = PrincipalKind.PERSON

    def get_queryset(self) -> Any:
        users = self.tenant.users.filter(kind=self.principal_kind)
        if self.text:
            name, sign_in = Q(display_name__icontains=self.text), Q(sign_in_name=self.text.lower())
            users = users.filter(name | sign_in | Q(sign_in_name__icontains=self.text))
        return users

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.order, cursor=cursor)
        held = roles_held(found.rows, self.access.readable("content_object__"))
        return Page([(user, held[user.pk]) for user in found.rows], found.next, found.is_first)


class Apps(People):
    kind = "apps"
    principal_kind = PrincipalKind.SERVICE

    def get_queryset(self) -> Any:
        """Those at home here; the others are connected apps."""
        at_home = super().get_queryset().filter(as_service__application__tenant=self.tenant)
        return at_home.select_related("as_service__application")


class Groups(DirectoryList):
    kind = "groups"
    order = ("name", "id")

    def get_queryset(self) -> Any:
        groups = self.tenant.groups.annotate(members=Count("auth_group__user"))
        return groups.filter(name__icontains=self.text) if self.text else groups
