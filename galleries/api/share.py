"""`POST .../share`: with whom a gallery is shared besides those who have a role on it."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from galleries.api.bodies import SharingUpdateSerializer
from galleries.api.fetching import fetch_for
from galleries.choices import ShareKind
from galleries.models import Gallery
from galleries.services.sharing import (
    SHARE,
    Recipient,
    enable_community,
    reset_sharing,
    share_gallery,
    unshare_gallery,
)
from portal.api.fields import read
from portal.api.ids import ResourceId
from portal.api.resources import Body
from portal.api.views import ArmView
from portal.audit.services import Actor
from portal.errors import InvalidInput

Perform = Callable[[Actor, Gallery, Sequence[Recipient]], None]


def _add(actor: Actor, gallery: Gallery, recipients: Sequence[Recipient]) -> None:
    share_gallery(actor=actor, gallery=gallery, recipients=_some(recipients))


def _remove(actor: Actor, gallery: Gallery, recipients: Sequence[Recipient]) -> None:
    unshare_gallery(actor=actor, gallery=gallery, recipients=_some(recipients))


def _reset(actor: Actor, gallery: Gallery, recipients: Sequence[Recipient]) -> None:
    reset_sharing(actor=actor, gallery=gallery)


def _enable(actor: Actor, gallery: Gallery, recipients: Sequence[Recipient]) -> None:
    enable_community(actor=actor, gallery=gallery)


OPERATIONS: dict[str, Perform] = {
    "Add": _add,
    "Remove": _remove,
    "Reset": _reset,
    "EnableCommunity": _enable,
}


class ShareView(ArmView):
    """Done at once, so that the answer is what was asked for."""

    floor = "2020-09-30"
    request_serializer = response_serializer = SharingUpdateSerializer
    statuses: ClassVar = {"post": (200,)}
    example: ClassVar[Body] = {
        "operationType": "Add",
        "groups": [{"type": "Subscriptions", "ids": ["00000000-0000-0000-0000-000000000000"]}],
    }

    def post(self, request: Request, **names: str) -> Response:
        gallery = fetch_for(self.call, Gallery, self.gallery_id, SHARE)
        update = read(SharingUpdateSerializer, self.body)
        operation = _operation(update.get("operationType", ""))
        OPERATIONS[operation](self.call.actor, gallery, _recipients(update.get("groups", [])))
        groups = update.get("groups")
        return Response({"operationType": operation, **({"groups": groups} if groups else {})})

    @property
    def gallery_id(self) -> ResourceId:
        path = self.request.path.rstrip("/")
        return ResourceId.parse(path[: path.rindex("/")])


def _operation(text: str) -> str:
    for name in OPERATIONS:
        if name.lower() == text.lower():
            return name
    raise InvalidInput(
        f"operationType is one of {', '.join(OPERATIONS)}, not '{text}'.", field="operationType"
    )


def _recipients(groups: Sequence[Body]) -> list[Recipient]:
    found = []
    for number, group in enumerate(groups):
        if "type" not in group:
            raise InvalidInput(
                f"Each group has a type: {', '.join(ShareKind)}.", field=f"groups[{number}].type"
            )
        kind = ShareKind(group["type"])
        found += [(kind, _guid(text, f"groups[{number}].ids")) for text in group.get("ids", [])]
    return found


def _guid(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput(
            f"'{text}' is not the id of a subscription or tenant.", field=field
        ) from error


def _some(recipients: Sequence[Any]) -> Sequence[Any]:
    if not recipients:
        raise InvalidInput(
            "Name at least one subscription or tenant in groups[].ids.", field="groups"
        )
    return recipients
