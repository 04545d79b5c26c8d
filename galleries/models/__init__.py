"""Tables of this app; each queryset stands beside its model."""

from galleries.models.definition import ImageDefinition
from galleries.models.gallery import Gallery
from galleries.models.version import ImageVersion

__all__ = ["Gallery", "ImageDefinition", "ImageVersion"]
