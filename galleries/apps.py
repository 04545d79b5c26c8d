from django.apps import AppConfig


class GalleriesConfig(AppConfig):
    name = "galleries"

    def ready(self) -> None:
        from galleries import deleters, pages, states
        from galleries.api import registration

        pages.register()
        registration.register()
        deleters.register()
        states.register()
