from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.urls import reverse


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import pages
        from accounts.api import registration
        from accounts.choices import ResourceType

        pages.register(ResourceType.TENANT, _page("accounts:people"))
        pages.register(ResourceType.SUBSCRIPTION, _page("accounts:subscription"))
        pages.register(ResourceType.RESOURCE_GROUP, _page("accounts:resource-group"))
        registration.register()


def _page(view: str) -> Callable[[Any], str]:
    return lambda card: reverse(view, args=[card.guid])
