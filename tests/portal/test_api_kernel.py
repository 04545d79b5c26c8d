"""What every answer of the API has in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.api.errors import _flat
from portal.api.ids import ResourceId
from portal.api.odata import Term, parse_filter
from portal.api.routes import arm_path
from portal.api.versions import ApiVersion, InvalidApiVersion, MissingApiVersion
from portal.errors import InvalidInput

GROUP = "/subscriptions/s/resourceGroups/g"
IMAGE = f"{GROUP}/providers/Microsoft.Compute/galleries/x/images/y"


@pytest.mark.parametrize(
    ("text", "type_", "names", "parent"),
    [
        ("/subscriptions/s", "Microsoft.Resources/subscriptions", ("s",), None),
        (GROUP, "Microsoft.Resources/subscriptions/resourceGroups", ("s", "g"), "/subscriptions/s"),
        (IMAGE, "Microsoft.Compute/galleries/images", ("x", "y"), IMAGE.removesuffix("/images/y")),
        (
            f"{IMAGE}/providers/Microsoft.Authorization/roleAssignments/r",
            "Microsoft.Authorization/roleAssignments",
            ("r",),
            IMAGE,
        ),
    ],
)
def test_an_id_tells_its_type_names_and_parent(text, type_, names, parent):
    id_ = ResourceId.parse(text)

    assert (id_.type, id_.names) == (type_, names)
    assert (str(id_.parent) if id_.parent else None) == parent


def test_ids_are_compared_without_case_and_doubled_slashes():
    assert ResourceId.parse(f"/{IMAGE.upper()}/").key == ResourceId.parse(IMAGE).key


@pytest.mark.parametrize("text", ["", "/", "x", "/subscriptions", f"{GROUP}/providers", "/a/b/c"])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(InvalidInput, match="is not the id of a resource"):
        ResourceId.parse(text)


@given(st.text())
def test_no_text_breaks_the_parser_of_ids(text):
    try:
        id_ = ResourceId.parse(text)
    except InvalidInput:
        return
    assert id_.names
    assert id_.type


def test_versions_are_compared_as_dates_and_a_preview_counts_as_its_date():
    assert ApiVersion("2022-05-01-preview") >= "2022-05-01"
    assert ApiVersion("2019-07-01") > ApiVersion("2019-03-01")


@pytest.mark.parametrize("text", ["", None])
def test_a_missing_version_is_told(text):
    with pytest.raises(MissingApiVersion):
        ApiVersion.parse(text, "2018-06-01")


@pytest.mark.parametrize("text", ["latest", "2018-05-31", "2018-13-01", "2018-06-01-"])
def test_a_version_that_is_no_date_or_too_old_is_refused(text):
    with pytest.raises(InvalidApiVersion):
        ApiVersion.parse(text, "2018-06-01")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("name eq 'it''s'", [Term("name", "eq", "it's")]),
        (
            "resourceType eq 'a/b' and  name ne 'c'",
            [Term("resourceType", "eq", "a/b"), Term("name", "ne", "c")],
        ),
        ("atScope()", [Term("", "atscope", "")]),
        ("assignedTo('x')", [Term("", "assignedto", "x")]),
        ("startswith(name,'u')", [Term("name", "startswith", "u")]),
        ("substringof('u', name)", [Term("name", "contains", "u")]),
        (
            "servicePrincipalNames/any(c:c eq 'g')",
            [Term("servicePrincipalNames", "any", "g")],
        ),
        (
            "eventTimestamp ge 2026-01-01T00:00:00Z",
            [Term("eventTimestamp", "ge", "2026-01-01T00:00:00Z")],
        ),
    ],
)
def test_filters_that_clients_send_are_understood(text, terms):
    assert parse_filter(text) == terms


@pytest.mark.parametrize("text", ["name", "name eq 'x' and", "name eq 'x' or a eq 'b'", "and"])
def test_other_filters_are_refused(text):
    with pytest.raises(InvalidInput, match="is not understood"):
        parse_filter(text)


@given(st.text())
def test_no_text_breaks_the_parser_of_filters(text):
    try:
        parse_filter(text)
    except InvalidInput:
        pass


@pytest.mark.parametrize(
    "path",
    [
        "subscriptions/s/galleries/g",
        "/subscriptions//s/GALLERIES/g/",
        "SUBSCRIPTIONS/s/galleries/g",
    ],
)
def test_addresses_are_matched_as_clients_write_them(path):
    pattern = arm_path("subscriptions/{subscription}/galleries/{gallery}", lambda request: None)

    found = pattern.resolve(path)

    assert found.kwargs == {"subscription": "s", "gallery": "g"}
    assert found.route == "subscriptions/<subscription>/galleries/<gallery>"


def test_a_starred_parameter_takes_many_segments():
    pattern = arm_path("{scope*}/providers/x", lambda request: None)

    assert pattern.resolve("a/b/c/providers/X").kwargs == {"scope": "a/b/c"}


def test_wrong_values_are_told_by_their_path():
    detail = {"properties": {"identifier": {"offer": ["Too long."]}, "ids": [{}, {"x": ["No."]}]}}

    told = {path: str(message) for path, message in _flat(detail)}

    assert told == {"properties.identifier.offer": "Too long.", "properties.ids[1].x": "No."}
