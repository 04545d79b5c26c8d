"""How tests share a gallery over the API."""

from typing import Any

from tests.galleries.arm import path_of
from tests.galleries.house import House
from tests.support.api import Caller


def prepare(owner: Caller, house: House, permissions: str, **info: str) -> Any:
    """Say how the gallery may be shared."""
    profile = {"permissions": permissions, **({"communityGalleryInfo": info} if info else {})}
    return owner.patch(path_of(house.gallery), {"properties": {"sharingProfile": profile}})


def share(caller: Caller, house: House, operation: str, *groups: tuple[str, Any]) -> Any:
    body: dict[str, Any] = {"operationType": operation}
    if groups:
        body["groups"] = [{"type": type_, "ids": [str(id_)]} for type_, id_ in groups]
    return caller.post(path_of(house.gallery, "share"), body, version="2023-07-03")
