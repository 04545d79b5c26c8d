"""Templates are read as people and tools write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.jsonc import MOST_BYTES, read, write

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"])
    ),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcé\"\\", max_size=5), inner),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1} // the end', {"a": 1}),
        ('/* first */ {"a": /* one */ 1}', {"a": 1}),
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('{"a": "one\ntwo"}', {"a": "one\ntwo"}),
        ('{template:{"a": 1}}', {"template": {"a": 1}}),
        ('{"a": "// no comment"}', {"a": "// no comment"}),
        ('{"a": "\\u00e9\\ud83d\\ude00\\n"}', {"a": "é😀\n"}),
        ("\ufeff[]", []),
        ("[1.5, -0, 2e2, true, false, null]", [1.5, 0, 200.0, True, False, None]),
    ],
)
def test_it_reads_what_json_does_not_allow(text, value):
    assert read(text) == value
    assert read(text.encode()) == value


def test_it_reads_the_body_that_the_cli_sends():
    body = (
        b'{"properties": {"parameters": {}, "mode": "Incremental", template:{ // mine\n"x": 1,}}}'
    )

    assert read(body)["properties"]["template"] == {"x": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "ends too early"),
        ("{", "name is missing"),
        ('{"a" 1}', "':' is missing"),
        ('{"a": 1 "b": 2}', "'}' is missing"),
        ("[1 2]", "']' is missing"),
        ('{"a": "b', "does not end"),
        ('"\\x"', "unknown escape"),
        ('"\\u12"', "four hexadecimal"),
        ('"\\u0000"', "NUL"),
        ("nothing", "value is missing"),
        ("1e9999", "too large"),
        ("NaN", "value is missing"),
        ("{} {}", "after its end"),
        ("/* open", "value is missing"),
        ("[01]", "is missing"),
    ],
)
def test_it_says_what_is_wrong_and_where(text, told):
    with pytest.raises(InvalidTemplate, match=told) as raised:
        read(text)

    if text:
        assert "(line 1, column " in raised.value.message


def test_it_names_the_line():
    with pytest.raises(InvalidTemplate, match="line 3, column 6"):
        read('{\n  "a": 1,\n  "b"; 2\n}')


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(InvalidTemplate, match="UTF-8"):
        read(b'"\xff"')


@pytest.mark.parametrize("text", ["[" * 10_000, '{"a":' * 10_000, " " * (MOST_BYTES + 1)])
def test_size_and_depth_are_bounded(text):
    with pytest.raises(OutOfBounds):
        read(text)


@given(VALUES)
def test_it_reads_all_json(value):
    assert read(json.dumps(value)) == value
    assert read(write(value)) == value


@given(st.text(st.sampled_from('{}[]":,/*\\ntu0a1.-e \n'), max_size=40))
def test_no_text_makes_it_fail_otherwise(text):
    try:
        read(text)
    except InvalidTemplate:
        pass
