"""Steps of the pages of sharing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts.models import Subscription
from galleries.choices import ShareKind
from galleries.models import Gallery
from galleries.snippets import names
from galleries.snippets.names import API
from galleries.snippets.things import Thing
from portal.snippets import Call, Sdk, Step, option

SDK = "gallery_sharing_profile.begin_update"


def of_sharing(gallery: Gallery) -> list[Step]:
    asked = {"select": "Permissions"}
    return [Thing.gallery(gallery).shown("With whom it is shared", asked, "--sharing-groups")]


def sharing_directly(
    gallery: Gallery, subscriptions: Sequence[UUID], tenants: Sequence[UUID]
) -> list[Step]:
    """Two steps, as in the service: what it may be shared with, then with whom."""
    wanted = {ShareKind.SUBSCRIPTION: subscriptions, ShareKind.TENANT: tenants}
    groups = [
        {"type": kind.value, "ids": [str(guid) for guid in guids]}
        for kind, guids in wanted.items()
        if guids
    ]
    options = {"--subscription-ids": subscriptions, "--tenant-ids": tenants}
    given = [f"{name} {' '.join(map(str, ids))}" for name, ids in options.items() if ids]
    return [
        _permitting(gallery, "Groups"),
        _share(gallery, "Share it", "Add", ["add", *given], groups),
    ]


def sharing_with_everybody(gallery: Gallery) -> list[Step]:
    info = {
        "publicNamePrefix": gallery.name,
        "publisherUri": "https://contoso.example",
        "publisherContact": "images@contoso.example",
        "eula": "https://contoso.example/terms",
    }
    return [
        _permitting(gallery, "Community", info),
        _share(gallery, "Show it to everybody", "EnableCommunity", ["enable-community"]),
    ]


def stopping(gallery: Gallery) -> list[Step]:
    return [_share(gallery, "Only roles count again", "Reset", ["reset"])]


def _permitting(gallery: Gallery, sharing: str, info: Mapping[str, str] | None = None) -> Step:
    profile: dict[str, Any] = {"permissions": sharing}
    if info:
        profile["communityGalleryInfo"] = info
    return Thing.gallery(gallery).changed(
        "What it is meant for",
        {"sharingProfile": profile},
        option("--permissions", sharing.lower()),
        *(_az_community(info) if info else []),
    )


def _az_community(info: Mapping[str, str]) -> list[str]:
    return [
        option("--public-name-prefix", info["publicNamePrefix"]),
        option("--publisher-uri", info["publisherUri"]),
        option("--publisher-email", info["publisherContact"]),
        option("--eula", info["eula"]),
    ]


def _share(
    gallery: Gallery, note: str, operation: str, az: Sequence[str], groups: Any = None
) -> Step:
    body = {"operationType": operation, **({"groups": groups} if groups else {})}
    return Step(
        note,
        Call("POST", f"{gallery.resource.arm_id}/share", API, body),
        az=[f"sig share {az[0]}", *names.of_gallery(gallery), *az[1:]],
        sdk=Sdk("compute", SDK, names.sdk_gallery(gallery)),
    )


def finding(subscription: Subscription, region: str) -> list[Step]:
    """What others share, as seen from a subscription."""
    at = f"{subscription.resource.arm_id}/providers/Microsoft.Compute/locations/{region}"
    where = [option("--subscription", subscription.guid), option("--location", region)]
    return [
        Step(
            "Galleries that are shared with the subscription",
            Call("GET", f"{at}/sharedGalleries", API),
            az=["sig list-shared", *where],
            sdk=Sdk("compute", "shared_galleries.list", [region], "each.identifier.unique_id"),
        ),
        Step(
            "Galleries that are shared with everybody",
            Call("GET", f"{at}/communityGalleries", API),
            az=["sig list-community", *where],
        ),
    ]
