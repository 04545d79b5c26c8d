"""What the public service takes and this one does not; docs/api.md gives the reasons."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: Body | None = None

    @property
    def properties(self) -> Body:
        return dict((self.body or {}).get("properties", {}))

    @property
    def targets(self) -> list[Body]:
        return list(self.properties.get("publishingProfile", {}).get("targetRegions", ()))

    @property
    def storage(self) -> Body:
        return dict(self.properties.get("storageProfile", {}))


@dataclass(frozen=True)
class Difference:
    """Whether a request asks for it, and what is left of the request without it, if anything."""

    name: str  # as in docs/api.md
    is_in: Callable[[Request], bool]
    take_out: Callable[[Body, str], None] | None = None

    def without(self, request: Request, source: str) -> Request:
        """`source` is the version that stands in for what cannot be a source."""
        assert self.take_out is not None, self.name
        assert request.body is not None
        body = deepcopy(request.body)
        self.take_out(body["properties"], source)
        return replace(request, body=body)


def _no_encryption(properties: Body, source: str) -> None:
    for target in properties["publishingProfile"]["targetRegions"]:
        target.pop("encryption", None)


def _no_edge_zones(properties: Body, source: str) -> None:
    del properties["publishingProfile"]["targetExtendedLocations"]


def _full(properties: Body, source: str) -> None:
    del properties["publishingProfile"]["replicationMode"]


def _from_version(properties: Body, source: str) -> None:
    properties["storageProfile"] = {"source": {"id": source}}


def _no_uefi(properties: Body, source: str) -> None:
    del properties["securityProfile"]


def _no_soft_delete(properties: Body, source: str) -> None:
    del properties["softDeletePolicy"]


def _disk_sources(request: Request) -> list[Body]:
    disks = [request.storage.get("osDiskImage", {}), *request.storage.get("dataDiskImages", ())]
    return [disk["source"] for disk in disks if "source" in disk]


def _names(request: Request, *types: str) -> bool:
    """Whether a source is a resource of one of these types."""
    whole = request.storage.get("source", {})
    ids = [whole.get("id", ""), *(source.get("id", "") for source in _disk_sources(request))]
    return any(f"/{type_}/" in id_.lower() for id_ in ids for type_ in types)


DIFFERENCES = [
    Difference("Gallery applications", lambda r: "/applications" in r.path),
    Difference("Soft delete", lambda r: "softDeletePolicy" in r.properties, _no_soft_delete),
    Difference(
        "Disk encryption sets",
        lambda r: any("encryption" in target for target in r.targets),
        _no_encryption,
    ),
    Difference(
        "Edge zones",
        lambda r: "targetExtendedLocations" in r.properties.get("publishingProfile", {}),
        _no_edge_zones,
    ),
    Difference(
        "Shallow replication",
        lambda r: r.properties.get("publishingProfile", {}).get("replicationMode") == "Shallow",
        _full,
    ),
    Difference("UEFI settings", lambda r: "securityProfile" in r.properties, _no_uefi),
    Difference(
        "VHD blobs as source",
        lambda r: any("uri" in source for source in _disk_sources(r)),
        _from_version,
    ),
    Difference(
        "Disks and snapshots as source", lambda r: _names(r, "disks", "snapshots"), _from_version
    ),
    Difference(
        "Virtual machines as source",
        lambda r: "virtualMachineId" in r.storage.get("source", {}) or _names(r, "virtualmachines"),
        _from_version,
    ),
]


GENERALLY = "?api-version=2025-03-03"
COMPUTE = "providers/Microsoft.Compute"


def of_no_example(subscription: str, group: str, gallery: str) -> dict[str, list[Request]]:
    """What the public service takes besides what its examples show."""
    version = f"{gallery}/images/myGalleryImageName/versions/1.0.0{GENERALLY}"
    deployment = f"{group}/providers/Microsoft.Resources/deployments/d{GENERALLY}"
    identity = {"location": "westus", "identity": {"type": "SystemAssigned"}}
    return {
        "In-VM access control profiles": _resource(f"{gallery}/inVMAccessControlProfiles"),
        "Scripts": _resource(f"{gallery}/scripts"),
        "Managed identity": [
            Request(verb, f"{gallery}{GENERALLY}", identity) for verb in ("put", "patch")
        ],
        "Managed images as source": [
            Request("put", version, _published(source={"id": f"{group}/{COMPUTE}/images/golden"}))
        ],
        "Further replica sets": [
            Request("put", version, _published({"additionalReplicaSets": [{}]}))
        ],
        "Complete and linked deployments": [
            Request("put", deployment, {"properties": {"template": {}, "mode": "Complete"}}),
            Request("put", deployment, {"properties": {"templateLink": {"uri": "https://x"}}}),
        ],
        "Exporting templates": [Request("post", f"{group}/exportTemplate{GENERALLY}", {})],
        "Managed resource groups": [
            Request("put", f"{group}{GENERALLY}", {"location": "westus", "managedBy": gallery})
        ],
        "Unregistering providers": [
            Request("post", f"{subscription}/{COMPUTE}/unregister{GENERALLY}")
        ],
        "Other Resource Graph queries": [
            Request(
                "post",
                f"/providers/Microsoft.ResourceGraph/resources{GENERALLY}",
                {"query": "resources | project name"},
            )
        ],
    }


def _resource(list_: str) -> list[Request]:
    return [
        Request("get", f"{list_}{GENERALLY}"),
        Request("put", f"{list_}/x{GENERALLY}", {}),
        Request("put", f"{list_}/x/versions/1.0.0{GENERALLY}", {}),
    ]


def _published(target: Body | None = None, source: Body | None = None) -> Body:
    profile = {"targetRegions": [{"name": "westus", **(target or {})}]}
    properties = {"publishingProfile": profile, "storageProfile": {"source": source or {}}}
    return {"location": "westus", "properties": properties}
