"""The API's description: as a document, and as pages."""

import pytest
import yaml
from django.urls import reverse

from portal.api.description import calls, reading
from portal.api.description.words import Named
from tests.support import factories

COMPUTE = "/subscriptions/{subscription}/providers/Microsoft.Compute"
GALLERY = (
    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/galleries/{g}"
)


@pytest.fixture
def person(db, client):
    client.force_login(factories.person())
    return client


@pytest.mark.parametrize(
    ("method", "path", "id_", "summary", "type_"),
    [
        ("put", GALLERY, "Galleries_CreateOrUpdate", "Create or update a gallery", "galleries"),
        (
            "get",
            f"{COMPUTE}/galleries",
            "Galleries_ListBySubscription",
            "List galleries in a subscription",
            "galleries",
        ),
        ("get", f"{GALLERY}/images", "GalleriesImages_List", "List images", "galleries/images"),
        ("post", f"{GALLERY}/share", "Galleries_Share", "Share", "galleries"),
        (
            "put",
            "/{scope}/providers/Microsoft.Compute/galleries/{gallery}",
            "Galleries_CreateOrUpdateAtScope",
            "Create or update a gallery at a scope",
            "galleries",
        ),
        (
            "delete",
            f"{GALLERY}/images/{{image}}",
            "GalleriesImages_Delete",
            "Delete an image",
            "galleries/images",
        ),
    ],
)
def test_operations_are_named_by_their_address(method, path, id_, summary, type_):
    named = Named(path, method)

    assert (named.id, named.summary) == (id_, summary)
    assert named.type == f"Microsoft.Compute/{type_}"


def test_the_document_is_there_for_everybody_as_json_and_yaml(client):
    as_json, as_yaml = client.get("/openapi.json"), client.get("/openapi.yaml")

    assert as_json.json()["openapi"].startswith("3.")
    assert yaml.safe_load(as_yaml.content) == as_json.json()


def test_every_operation_is_listed_and_has_its_page(person):
    index = person.get(reverse("api")).content.decode()

    for operation in reading.operations():
        address = reverse("api-operation", args=[operation.id])
        assert f'href="{address}"' in index
        page = person.get(address)
        assert page.status_code == 200
        assert f"rest --method {operation.method}" in page.content.decode()


def test_operations_are_found_by_words(person):
    page = person.get(reverse("api"), {"q": "get caps"})

    assert [name for name, _ in page.context["groups"]] == ["providers/locations/capsOperations"]
    assert "No operation like that" in person.get(reverse("api"), {"q": "zzz"}).content.decode()


def test_an_operation_that_is_not_there_is_not_found(person):
    assert person.get(reverse("api-operation", args=["Nothing_Get"])).status_code == 404


SCHEMA = {
    "type": "object",
    "required": ["location"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "location": {"type": "string"},
        "tags": {"type": "object"},
        "properties": {
            "type": "object",
            "required": ["disks"],
            "properties": {
                "disks": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["lun"],
                        "properties": {"lun": {"type": "integer"}, "kind": {"enum": ["a", "b"]}},
                    },
                }
            },
        },
    },
}


def test_properties_are_told_one_a_line():
    told = {each.name: each for each in reading.properties(SCHEMA)}

    assert list(told) == [
        "id",
        "location",
        "tags",
        "properties",
        "properties.disks",
        "properties.disks[].lun",
        "properties.disks[].kind",
    ]
    assert told["id"].is_read_only
    assert told["properties.disks"].type == "list of object"
    assert told["properties.disks[].kind"].values == ("a", "b")


def test_an_example_has_what_is_required_and_nothing_read_only():
    assert calls.sample(SCHEMA) == {"location": "westus2", "properties": {"disks": [{"lun": 1}]}}


def test_an_example_call_has_variables_for_what_is_in_the_address():
    operation = reading.find("Galleries_Get")

    curl, az = calls.snippets(operation, "https://gallery.example")

    assert '"https://gallery.example/subscriptions/$SUBSCRIPTION/' in curl.code
    assert "api-version=" in curl.code
    assert "Bearer $TOKEN" in curl.code
    assert az.code.startswith("az rest --method get")
