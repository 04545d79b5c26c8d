"""The validator finds what is wrong with an answer, so that silence from it means something."""

from typing import Any

import pytest

from tests.conformance.published import FOLDER, NEWEST, VERSIONS, examples, operations

GALLERY: dict[str, Any] = {
    "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/x",
    "name": "x",
    "type": "Microsoft.Compute/galleries",
    "location": "westus",
    "tags": None,
    "properties": {"provisioningState": "Succeeded", "sharingProfile": None},
}


def operation(name, version=NEWEST):
    return next(found for found in operations(version) if found.id == name)


def test_nothing_is_wrong_with_a_right_answer_in_any_version():
    for version in VERSIONS:
        assert operation("Galleries_Get", version).faults(200, GALLERY) == []


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"location": None}, "$.location"),
        ({"tags": {"a": 1}}, "$.tags.a"),
        ({"properties": {"provisioningState": "Done"}}, "$.properties.provisioningState"),
        ({"properties": {"description": 7}}, "$.properties.description"),
        (
            {"properties": {"sharingProfile": {"groups": [{"type": "Nobody"}]}}},
            "$.properties.sharingProfile.groups[0].type",
        ),
    ],
)
def test_a_wrong_value_is_found_wherever_it_is(wrong, path):
    faults = operation("Galleries_Get").faults(200, {**GALLERY, **wrong})

    assert [fault.split(": ")[0] for fault in faults] == [path]


def test_what_is_required_must_be_there():
    body = {key: value for key, value in GALLERY.items() if key != "location"}

    assert operation("Galleries_Get").faults(200, body) == ["$: 'location' is a required property"]


def test_dates_and_numbers_have_their_form():
    image = {"publishingProfile": {"publishedDate": "yesterday", "replicaCount": 2**40}}
    body = {**GALLERY, "properties": {"storageProfile": {}, **image}}

    faults = operation("GalleryImageVersions_Get").faults(200, body)

    assert {fault.split(": ")[0].split(".")[-1] for fault in faults} == {
        "publishedDate",
        "replicaCount",
    }


def test_an_error_has_its_form():
    assert operation("Galleries_Get").faults(404, {"error": {"code": 7}}) != []
    assert operation("Galleries_Get").faults(404, {"error": {"code": "x", "message": "y"}}) == []


def test_a_misspelled_name_is_found():
    body = {**GALLERY, "properties": {"descripton": "x"}, "Tags": {}}

    assert operation("Galleries_Get").unknown(200, body) == {"descripton", "Tags"}


def test_every_example_file_belongs_to_an_operation():
    files = {
        f"{file.relative_to(FOLDER).parts[0]}-{file.stem}"
        for file in FOLDER.rglob("examples/**/*.json")
    }

    assert {str(example) for example in examples()} == files
