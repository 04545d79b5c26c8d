"""What stands in the way of deleting a resource group."""

from collections.abc import Iterable

from accounts.models import Resource
from portal.deployments.models import Deployment

FEW = 5


def running_in(card: Resource) -> Iterable[str]:
    names = Deployment.objects.active().filter(scope=card).values_list("name", flat=True)
    return [f"the deployment {name}, which goes on" for name in names[:FEW]]
