"""What the handlers of galleries, images and versions have in common."""

from typing import Any, ClassVar

from galleries.api.fetching import fetch, find, find_for
from galleries.api.known import VERSIONS
from galleries.api.mapping import arm_names
from galleries.changes import Rules
from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.api.resources import Answer, ArmResource, Body


class GalleryHandler(ArmResource):
    """A leaf says how a body is read, and how one is made, changed and removed.

    Who asks is checked by the leaf; errors name properties as the API calls them.
    """

    versions = VERSIONS
    model: ClassVar[Any]
    rules: ClassVar[Rules]
    to_delete: ClassVar[str]

    def wanted(self, body: Body) -> Body:
        raise TypeError(f"{self.type} reads no body.")

    def create(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        raise TypeError(f"{self.type} is not made.")

    def update(self, call: Call, found: Any, body: Body, *, replaces: bool) -> Answer:
        raise TypeError(f"{self.type} is not changed.")

    def remove(self, call: Call, found: Any) -> None:
        raise TypeError(f"{self.type} is not removed.")

    def put(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        wanted = self.wanted(body)
        with arm_names(self.rules):
            found = find(call, self.model, id_)
            if found is None:
                return self.create(call, id_, wanted)
            return self.update(call, found, wanted, replaces=True)

    def patch(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        wanted = self.wanted(body)
        with arm_names(self.rules):
            return self.update(call, fetch(call, self.model, id_), wanted, replaces=False)

    def delete(self, call: Call, id_: ResourceId) -> Answer:
        found = find_for(call, self.model, id_, self.to_delete)
        if found is None:
            return Answer(status=204)
        self.remove(call, found)
        return Answer()
