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
        raise TypeError(f"{type(self).__name__} lies in nothing.")

    def inside(self, place: int) -> Any:
        """Rows in what has this primary key: a constant, so that pages are read off an index."""
        raise TypeError(f"{type(self).__name__} declares no list.")

    def missing(self) -> NotFound:
        return absent(self.parent_id)

    @property
    def parent_id(self) -> ResourceId:
        template = "".join(part for name, part in UP.items() if name in self.kwargs)
        return ResourceId.parse(template.format(**self.kwargs))

    def get_queryset(self) -> Any:
        above, access = self.above(), self.call.access
        found = above.objects.select_related("resource").filter(
            resource__arm_key=self.parent_id.key
        )
        place = found.first()
        rows = self.inside(place.pk if place else 0).accessible(access)
        is_seen = place is not None and access.can(f"{above.TYPE}/read", place.resource)
        if not is_seen and not rows.exists():
            raise self.missing()
        return rows
