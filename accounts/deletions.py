"""How the API tells of a group's deletion while it goes on.

Operations are kept above this app; the one that makes them registers here.
"""

from collections.abc import Callable

from accounts.models import GroupDeletion
from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.api.resources import Running

Follow = Callable[[Call, GroupDeletion, ResourceId], Running]
_follow: list[Follow] = []


def register(follow: Follow) -> None:
    _follow[:] = [follow]


def follow(call: Call, deletion: GroupDeletion, group: ResourceId) -> Running:
    """What the caller polls."""
    return _follow[0](call, deletion, group)
