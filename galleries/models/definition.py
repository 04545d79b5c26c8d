from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.choices import ResourceType
from accounts.models import Resource, ScopedManager
from galleries.choices import Architecture, Generation, OsState, OsType
from galleries.models.gallery import Gallery


class ImageDefinition(models.Model):
    """A type of image: what it is, who publishes it, and what it asks of a machine.

    Recommended memory is in GiB.
    """

    TYPE = ResourceType.DEFINITION

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="as_definition")
    gallery = models.ForeignKey(Gallery, models.PROTECT, related_name="definitions")
    name = models.CharField(max_length=80)
    publisher = models.CharField(max_length=128)
    offer = models.CharField(max_length=64)
    sku = models.CharField(max_length=64)
    os_type = models.CharField(max_length=12, choices=OsType)
    os_state = models.CharField(max_length=12, choices=OsState)
    generation = models.CharField(max_length=4, choices=Generation, default=Generation.V2)
    architecture = models.CharField(max_length=8, choices=Architecture, default=Architecture.X64)
    description = models.TextField(blank=True)
    eula = models.TextField(blank=True)
    privacy_uri = models.URLField(max_length=500, blank=True)
    release_note_uri = models.URLField(max_length=500, blank=True)
    end_of_life = models.DateTimeField(null=True, blank=True)
    vcpus_min = models.PositiveIntegerField(null=True, blank=True)
    vcpus_max = models.PositiveIntegerField(null=True, blank=True)
    memory_min = models.PositiveIntegerField(null=True, blank=True)
    memory_max = models.PositiveIntegerField(null=True, blank=True)
    disallowed_disk_types = models.JSONField(default=list, blank=True)
    features = models.JSONField(default=list, blank=True)  # [{"name": ..., "value": ...}]
    plan_name = models.CharField(max_length=128, blank=True)
    plan_publisher = models.CharField(max_length=128, blank=True)
    plan_product = models.CharField(max_length=128, blank=True)
    palette = models.PositiveSmallIntegerField()  # of its plate; fixed at creation

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("gallery", Lower("name"), name="definition_name_once"),
            models.UniqueConstraint(
                "gallery",
                Lower("publisher"),
                Lower("offer"),
                Lower("sku"),
                name="identifier_once_per_gallery",
            ),
            models.CheckConstraint(
                condition=Q(vcpus_min__isnull=True)
                | Q(vcpus_max__isnull=True)
                | Q(vcpus_min__lte=F("vcpus_max")),
                name="vcpus_min_not_above_max",
            ),
            models.CheckConstraint(
                condition=Q(memory_min__isnull=True)
                | Q(memory_max__isnull=True)
                | Q(memory_min__lte=F("memory_max")),
                name="memory_min_not_above_max",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> str:
        return f"{self.publisher}:{self.offer}:{self.sku}"
