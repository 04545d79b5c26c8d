"""What pages about one service principal have in common."""

from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import ServicePrincipal, User
from accounts.views.tenant import TenantView


class ServicePart(TenantView):
    """A leaf says which; `action` is what the page takes besides reading."""

    action = ""

    @cached_property
    def service(self) -> ServicePrincipal:
        raise TypeError(f"{type(self).__name__} is about no service principal.")

    def get_object(self) -> User:
        if self.action:
            self.require_change(self.action)
        return self.service.user

    def page_url(self) -> str:
        return reverse("accounts:principal", args=[self.tenant.guid, self.kwargs["guid"]])
