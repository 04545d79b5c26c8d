"""Our own description is reviewed when it changes: it is what clients are made from."""

import json
from pathlib import Path
from typing import Any

from portal.api.description.document import as_json, document
from tests.access.api_world import routes

SNAPSHOT = Path(__file__).parent / "openapi.json"
RENEW = "python -m tests.conformance.renew"


def test_the_description_is_the_one_that_was_reviewed() -> None:
    kept = SNAPSHOT.read_text()

    assert as_json() == kept, f"The API's description has changed. To keep it: {RENEW}"


def operations() -> dict[str, Any]:
    return {
        operation["operationId"]: operation
        for methods in document()["paths"].values()
        for operation in methods.values()
    }


def test_every_operation_has_a_name_of_its_own() -> None:
    ids = [
        operation["operationId"]
        for methods in document()["paths"].values()
        for operation in methods.values()
    ]

    assert len(set(ids)) == len(ids)
    assert not [id_ for id_ in ids if id_[-2:] == "_2"]


def test_what_is_routed_is_described() -> None:
    described = set(document()["paths"])

    missing = [
        route.name
        for route in routes()
        if route.methods and f"/{route.template}".replace("*}", "}") not in described
    ]

    # What is refused whatever is sent, and pages of the authority, are left out on purpose.
    assert {name.split(":")[1].removesuffix("-below") for name in missing} <= {
        "applications", "scripts", "invmaccesscontrolprofiles", "soft-deleted", "graph-nowhere",
        "authorize", "admin-consent", "admin-consent-v2",
    }  # fmt: skip


def test_what_calls_have_in_common_is_told_of_each() -> None:
    version = operations()["GalleriesImagesVersions_CreateOrUpdate"]

    assert version["security"] == [{"bearer": []}]
    assert {"$ref": "#/components/parameters/ApiVersion"} in version["parameters"]
    assert {"200", "201", "400", "401", "403", "404", "409", "429"} <= version["responses"].keys()
    assert "Azure-AsyncOperation" in version["responses"]["201"]["headers"]


def test_lists_tell_how_they_go_on() -> None:
    listed = operations()["GalleriesImagesVersions_List"]

    shape = listed["responses"]["200"]["content"]["application/json"]["schema"]
    assert shape["properties"].keys() == {"value", "nextLink"}
    assert listed["x-ms-pageable"] == {"nextLinkName": "nextLink"}


def test_the_document_refers_to_nothing_that_is_not_in_it() -> None:
    text = json.dumps(document())
    refs = {part.split('"')[0] for part in text.split('"$ref": "#/components/')[1:]}

    for ref in refs:
        kind, name = ref.split("/")
        assert name in document()["components"][kind], ref
