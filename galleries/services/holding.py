"""Who may change a version now."""

from galleries.errors import BeingDeleted
from galleries.models import ImageVersion


def hold(version: ImageVersion) -> None:
    """One change at a time, and none once it is being deleted."""
    rows = ImageVersion.objects.select_for_update().filter(deleting_since__isnull=True)
    if rows.filter(pk=version.pk).first() is None:
        raise BeingDeleted(
            f"Operation 'Update Gallery Image Version' is not allowed on {version}, since it is "
            "marked for deletion. You can only retry the Delete operation (or wait for an ongoing "
            "one to complete)."
        )
