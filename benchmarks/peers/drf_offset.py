"""A list as NetBox's REST API has it: model view set, nested serializers, limit, offset, count.

Every object, nested ones too, has its id, address and display, as NetBox's have.
"""

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.serializers import CharField, ModelSerializer, SerializerMethodField
from rest_framework.viewsets import ReadOnlyModelViewSet

from galleries.models import ImageDefinition, ImageVersion
from regions.models import Claim, DiskSetDisk

ALL = ["id", "url", "display"]


class Pagination(LimitOffsetPagination):
    default_limit = 50
    max_limit = 1000


class Shown(ModelSerializer[Any]):
    url = SerializerMethodField()
    display = CharField(source="__str__", read_only=True)

    def get_url(self, row: Any) -> str:
        address: str = self.context["request"].build_absolute_uri(f"/api/{row.pk}/")
        return address


class Definition(Shown):
    class Meta:
        model = ImageDefinition
        fields = [*ALL, "name", "publisher", "offer", "sku"]


class Region(Shown):
    class Meta:
        model = Claim
        fields = [*ALL, "region", "replica_count", "storage_type", "state", "replicas_ready"]


class Disk(Shown):
    class Meta:
        model = DiskSetDisk
        fields = [*ALL, "lun", "content"]


class Version(Shown):
    definition = Definition()
    regions = Region(source="disk_set.claims", many=True)
    disks = Disk(source="disk_set.disks", many=True)

    class Meta:
        model = ImageVersion
        fields = [
            *ALL, "number", "definition", "replica_count", "storage_type", "exclude_from_latest",
            "end_of_life", "published_at", "source_kind", "regions", "disks",
        ]  # fmt: skip


class Versions(ReadOnlyModelViewSet[ImageVersion]):
    """Restricted to what the person may see, as NetBox restricts by permission."""

    serializer_class = Version
    pagination_class = Pagination
    schema = None

    def get_queryset(self) -> Any:
        auth: Any = self.request.auth
        rows = ImageVersion.objects.accessible(auth.access, "")
        related = rows.select_related("definition", "disk_set")
        nested = related.prefetch_related("disk_set__claims__region", "disk_set__disks__content")
        return nested.order_by("definition", "major", "minor", "patch")


view = Versions.as_view({"get": "list"})
