from django.apps import AppConfig


class DeploymentsConfig(AppConfig):
    name = "portal.deployments"
    label = "deployments"

    def ready(self) -> None:
        from accounts import deleters
        from portal.api import resources
        from portal.deployments.api.resource import DeploymentResource
        from portal.deployments.services.contents import running_in

        resources.register(DeploymentResource())
        deleters.register(running_in)
