from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from accounts import sample
        from portal.sample.remove import remove

        sample.register_removal(remove)
