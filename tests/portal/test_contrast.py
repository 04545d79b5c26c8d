"""Every pair of colours that meet is readable in both themes (WCAG 2.2: text 4.5, controls 3)."""

import math
import re

import pytest
from django.conf import settings

GROUNDS = ("wall", "surface", "sunken", "raised")
STATUSES = ("ok", "warn", "bad", "accent")
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\)")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", *STATUSES) for ground in GROUNDS),
    *((ink, f"{status}-soft") for status in STATUSES for ink in (status, "ink", "ink-2", "ink-3")),
    ("on-ink", "ink"),
]
SHAPES = [
    *((shape, ground) for shape in ("line-strong", "focus") for ground in ("wall", "surface")),
    ("focus", "accent-soft"),
    *((f"{s}-fill", g) for s in ("ok", "bad", "accent") for g in ("wall", "surface")),
]


def tokens():
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    return {name: (luminance(light), luminance(dark)) for name, light, dark in TOKEN.findall(css)}


def luminance(colour):
    lightness, chroma, hue = (float(number) for number in re.findall(r"[\d.]+", colour)[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3)], ids=["text", "controls and fills"]
)
def test_colours_that_meet_can_be_told_apart(pairs, least, theme):
    declared = tokens()

    ratios = {pair: contrast(*(declared[name][theme] for name in pair)) for pair in pairs}

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}
