"""Plates are a promise: the same image looks the same everywhere, for ever."""

from dataclasses import replace
from hashlib import sha256

import pytest

from portal import plates
from tests.portal.rendering import Image

# Digests of what the first release drew.
DRAWN = {
    Image(): "e53cfa6fdf623a46",
    Image(os_type="Windows", sku="ws2022-core"): "75053d8f15ff3de3",
    Image(publisher="Fabrikam", offer="Hardened", sku="base", palette=11): "546ca8b608d7a717",
}


@pytest.mark.parametrize(("image", "digest"), DRAWN.items())
def test_a_plate_never_changes(image, digest):
    assert sha256(plates.draw(image).encode()).hexdigest()[:16] == digest


def test_letter_case_makes_no_difference():
    shouted = Image("LINUX", "CONTOSO", "PLATFORM", "UBUNTU-2204")

    assert plates.draw(shouted) == plates.draw(Image())


def test_another_sku_is_another_picture_in_the_same_colours():
    first, second = Image(), replace(Image(), sku="ubuntu-2404")

    assert plates.draw(first) != plates.draw(second)
    assert colours(first) <= set(plates.PALETTES[0])
    assert colours(second) <= set(plates.PALETTES[0])


def test_windows_has_right_angles_only_and_linux_has_none_of_its_shapes():
    linux, windows = plates.draw(Image()), plates.draw(replace(Image(), os_type="Windows"))

    assert "circle" not in windows
    assert "a4 4" not in windows
    assert plates.PANES not in linux
    assert plates.INSET not in linux


@pytest.mark.parametrize("number", range(40))
def test_every_plate_has_nine_cells_and_shows_its_signal(number):
    image = replace(Image(), sku=f"image-{number}")

    drawing = plates.draw(image)

    assert drawing.count("<g ") == 9
    assert plates.PALETTES[0].signal in drawing


def test_product_lines_spread_over_all_palettes():
    wanted = {plates.palette_of("Contoso", f"line-{n}") for n in range(200)}

    assert wanted == set(range(len(plates.PALETTES)))


def colours(image):
    drawing = plates.draw(image)
    return {part[:7] for part in drawing.split('fill="')[1:]}
