"""A list as NetBox's REST API has it: model view set, nested serializers, limit, offset, count."""

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from galleries.models import ImageDefinition, ImageVersion
from regions.models import Claim, DiskSetDisk


class Pagination(LimitOffsetPagination):
    default_limit = 50
    max_limit = 1000


class Definition(ModelSerializer[ImageDefinition]):
    class Meta:
        model = ImageDefinition
        fields = ["id", "name", "publisher", "offer", "sku"]


class Region(ModelSerializer[Claim]):
    class Meta:
        model = Claim
        fields = ["region", "replica_count", "storage_type", "state", "replicas_ready"]


class Disk(ModelSerializer[DiskSetDisk]):
    class Meta:
        model = DiskSetDisk
        fields = ["lun", "content"]


class Version(ModelSerializer[ImageVersion]):
    definition = Definition()
    regions = Region(source="disk_set.claims", many=True)
    disks = Disk(source="disk_set.disks", many=True)

    class Meta:
        model = ImageVersion
        fields = [
            "id", "number", "definition", "replica_count", "storage_type", "exclude_from_latest",
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
