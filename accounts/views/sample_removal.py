"""Taking the sample organisation away, for good."""

from typing import Any

from django.contrib.auth import logout
from django.urls import reverse

from accounts import sample
from accounts.models import Tenant
from portal.errors import NotFound
from portal.views import ConfirmPage, Consequence


class RemoveSample(ConfirmPage):
    """By an administrator, or by anybody of it where it may be walked into freely."""

    done = "The sample organisation is gone. Sign in, or use the link that was printed at start."

    def get_object(self) -> str:
        user = self.request.user
        walked_in = user.tenant.is_sample and sample.is_here(self.request)
        if not (user.is_installation_administrator or walked_in) or not sample.exists():
            raise NotFound("There is no sample organisation here that you can remove.")
        return "the sample organisation"

    def must_type(self) -> bool:
        return False

    def get_consequences(self) -> list[Consequence]:
        tenants = Tenant.objects.filter(is_sample=True).order_by("name")
        names = " and ".join(tenant.name for tenant in tenants)
        return [
            Consequence("building", names, "go with their people, groups and apps."),
            Consequence("frames", "All their galleries and images", "are deleted in every region."),
            Consequence(
                "shield", "Nothing of your own is touched.", "The sample does not come back."
            ),
        ]

    def get_back_url(self) -> str:
        return reverse("galleries:index")

    def get_context(self) -> dict[str, Any]:
        account = {"name": "Your account", "url": reverse("accounts:account")}
        return {**super().get_context(), "trail": [account]}

    def destroy(self) -> str:
        is_of_sample = self.request.user.tenant.is_sample
        sample.remove(self.actor)
        if not is_of_sample:
            return reverse("accounts:installation")
        logout(self.request)
        return reverse("accounts:sign-in")
