"""The sample's rows, found by the names that organisation.toml gives them."""

from django.db.models import QuerySet

from accounts.models import Group, Resource, Subscription, Tenant, User
from galleries.models import Gallery, ImageDefinition, ImageVersion


def tenants() -> QuerySet[Tenant]:
    return Tenant.objects.filter(is_sample=True).select_related("resource")


def subscriptions() -> QuerySet[Subscription]:
    return Subscription.objects.filter(tenant__is_sample=True).select_related("resource")


def galleries() -> QuerySet[Gallery]:
    return Gallery.objects.filter(subscription__tenant__is_sample=True)


def definitions() -> QuerySet[ImageDefinition]:
    return ImageDefinition.objects.filter(gallery__in=galleries())


def versions() -> QuerySet[ImageVersion]:
    return ImageVersion.objects.filter(definition__in=definitions())


def definition(gallery: str, name: str) -> ImageDefinition:
    return definitions().get(gallery__name=gallery, name=name)


def principal(name: str) -> User | Group:
    group = Group.objects.filter(tenant__is_sample=True, name=name).first()
    return group or User.objects.get(tenant__is_sample=True, display_name=name)


def scope(name: str) -> Resource:
    """The card of a tenant, a subscription, a gallery, or gallery/image."""
    gallery, _, image = name.partition("/")
    if image:
        return definition(gallery, image).resource
    found = galleries().filter(name=name).first() or tenants().filter(name=name).first()
    return (found or subscriptions().get(name=name)).resource
