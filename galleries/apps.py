from django.apps import AppConfig


class GalleriesConfig(AppConfig):
    name = "galleries"

    def ready(self) -> None:
        from galleries import pages
        from galleries.api import registration

        pages.register()
        registration.register()
