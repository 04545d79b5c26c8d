import pytest

from galleries.names import (
    Number,
    check_definition_name,
    check_gallery_name,
    check_identifier,
    parse_number,
)
from portal.errors import InvalidInput


@pytest.mark.parametrize("name", ["a", "7", "base", "Base_2.0", "a" * 80, "a._b"])
def test_gallery_names_have_letters_digits_underscores_and_periods(name):
    check_gallery_name(name)


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("my-gallery", "For example: my_gallery."),
        ("_base", "For example: base."),
        ("base.", "For example: base."),
        ("two words", "For example: two_words."),
        ("a" * 81, f"For example: {'a' * 80}."),
        ("größe", "For example: gr_e."),
        ("base\n", "For example: base."),
    ],
)
def test_a_wrong_gallery_name_is_told_the_rule_and_a_fix(name, fix):
    with pytest.raises(InvalidInput, match="including dashes, are disallowed") as refused:
        check_gallery_name(name)

    assert refused.value.message.endswith(fix)
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["", "---", "..."])
def test_where_nothing_is_left_no_fix_is_made_up(name):
    with pytest.raises(InvalidInput) as refused:
        check_gallery_name(name)

    assert "For example" not in refused.value.message


def test_a_definition_name_may_have_hyphens_inside():
    check_definition_name("ubuntu-22.04_base")

    with pytest.raises(InvalidInput, match="For example: ubuntu-22.04."):
        check_definition_name("-ubuntu-22.04-")


@pytest.mark.parametrize(
    ("part", "value"),
    [("publisher", "a" * 128), ("offer", "a" * 64), ("sku", "22_04-lts.gen2"), ("sku", "-a")],
)
def test_identifiers_may_use_hyphens_periods_and_underscores(part, value):
    check_identifier(part, value)


@pytest.mark.parametrize(
    ("part", "value", "most"),
    [
        ("publisher", "", 128),
        ("publisher", "a" * 129, 128),
        ("offer", "a" * 65, 64),
        ("sku", "22.04.", 64),
        ("sku", "22 04", 64),
        ("sku", "22\n", 64),
    ],
)
def test_a_wrong_identifier_names_part_rule_and_length(part, value, most):
    with pytest.raises(InvalidInput, match=rf"identifier\.{part} .* cannot exceed {most}") as no:
        check_identifier(part, value)

    assert no.value.field == part


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.0.0", Number(1, 0, 0)),
        ("2018.12.1", Number(2018, 12, 1)),
        ("0.0.2147483647", Number(0, 0, 2147483647)),
    ],
)
def test_a_number_has_three_parts(text, number):
    assert parse_number(text) == number
    assert str(number) == text


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "1.0.0.0", "1.0.x", "v1.0.0", "1.-1.0", "1.0.0 ", "１.0.0", "1.0.0\n"]
)
def test_another_shape_is_told_the_shape(text):
    with pytest.raises(InvalidInput, match=r"Major\(int\)\.Minor\(int\)\.Patch\(int\)") as refused:
        parse_number(text)

    assert refused.value.field == "number"


def test_a_part_beyond_32_bits_is_refused():
    with pytest.raises(InvalidInput, match="at most 2147483647"):
        parse_number("1.0.2147483648")


def test_leading_zeros_are_told_without():
    with pytest.raises(InvalidInput, match=r"Write 1\.2\.0"):
        parse_number("01.2.00")


def test_numbers_compare_as_numbers_and_know_the_next():
    assert Number(1, 10, 0) > Number(1, 9, 0)
    assert Number(1, 9, 0).next() == Number(1, 9, 1)
    assert Number(1, 9, 2147483647).next() == Number(1, 10, 0)
