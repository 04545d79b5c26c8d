from django.db import models
from django.db.models.functions import Lower

from accounts.choices import ResourceType
from accounts.models import Resource, ResourceGroup, ScopedManager, Subscription
from galleries.choices import Sharing


class Gallery(models.Model):
    """A named collection of image definitions; its location is its card's region.

    `sharing` says what kind of sharing it is meant for; who it is shared with is in `shares` and
    `community`.
    """

    TYPE = ResourceType.GALLERY

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="as_gallery")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="galleries")
    resource_group = models.ForeignKey(ResourceGroup, models.PROTECT, related_name="galleries")
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    sharing = models.CharField(max_length=12, choices=Sharing, default=Sharing.PRIVATE)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "galleries"
        constraints = [
            models.UniqueConstraint("subscription", Lower("name"), name="gallery_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unique_name(self) -> str:
        return f"{self.subscription.guid}-{self.name.upper()}"
