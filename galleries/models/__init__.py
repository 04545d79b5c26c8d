"""Tables of this app; each queryset stands beside its model."""

from galleries.models.definition import ImageDefinition
from galleries.models.gallery import Gallery
from galleries.models.sharing import CommunityProfile, DirectShare
from galleries.models.version import ImageVersion, VersionTarget

__all__ = [
    "CommunityProfile",
    "DirectShare",
    "Gallery",
    "ImageDefinition",
    "ImageVersion",
    "VersionTarget",
]
