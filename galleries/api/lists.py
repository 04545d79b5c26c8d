"""Lists of what lies in something, for whoever may see it or any of what lies in it."""

from typing import Any, ClassVar

from galleries.api.fetching import absent
from portal.api.ids import ResourceId
from portal.api.views import ListView
from portal.errors import NotFound

UP = {
    "subscription": "/subscriptions/{subscription}",
    "group": "/resourceGroups/{group}",
    "gallery": "/providers/Microsoft.Compute/galleries/{gallery}",
    "image": "/images/{image}",
}


class Within(ListView):
    """A leaf says what is listed, in what, and how a page is shown."""

    floor = "2018-06-01"
    model: ClassVar[Any]

    def above(self) -> Any:
        """The model of what it lies in."""
        raise NotImplementedError

    def inside(self, key: str) -> Any:
        """Rows in what has this key."""
        raise NotImplementedError

    def missing(self) -> NotFound:
        return absent(self.parent_id)

    @property
    def parent_id(self) -> ResourceId:
        template = "".join(part for name, part in UP.items() if name in self.kwargs)
        return ResourceId.parse(template.format(**self.kwargs))

    def get_queryset(self) -> Any:
        key = self.parent_id.key
        rows = self.inside(key).accessible(self.call.access)
        above = self.above().objects.accessible(self.call.access)
        if not above.filter(resource__arm_key=key).exists() and not rows.exists():
            raise self.missing()
        return rows
