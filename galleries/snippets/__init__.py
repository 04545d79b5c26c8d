"""What pages of this app do, as steps for scripts (see portal.snippets), with the real ids."""

from galleries.snippets.definitions import (
    changing_definition,
    creating_definition,
    deleting_definition,
    of_definition,
)
from galleries.snippets.galleries import (
    changing_gallery,
    creating_gallery,
    deleting_gallery,
    of_gallery,
)
from galleries.snippets.names import path_of
from galleries.snippets.versions import (
    changing_regions,
    changing_version,
    deleting_version,
    of_version,
    publishing,
)

__all__ = [
    "changing_definition",
    "changing_gallery",
    "changing_regions",
    "changing_version",
    "creating_definition",
    "creating_gallery",
    "deleting_definition",
    "deleting_gallery",
    "deleting_version",
    "of_definition",
    "of_gallery",
    "of_version",
    "path_of",
    "publishing",
]
