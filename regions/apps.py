from django.apps import AppConfig

from accounts import places


class RegionsConfig(AppConfig):
    name = "regions"

    def ready(self) -> None:
        from regions.catalogue import configuration, display_names

        places.register(display_names, configuration)
