"""No template and no style breaks the rules of the house."""

import re

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
COMPONENTS = sorted((settings.BASE_DIR / "templates/components").glob("*.html"))
SPRITE = (settings.BASE_DIR / "templates/components/_sprite.html").read_text()


def test_every_component_says_first_how_to_use_it():
    silent = [path.name for path in COMPONENTS if not re.match(r"{# .+ #}\n", path.read_text())]

    assert silent == []


def test_every_icon_that_a_template_names_exists():
    named = set(re.findall(r'{% icon "([\w-]+)" %}', "".join(p.read_text() for p in TEMPLATES)))

    assert {name for name in named if f'id="i-{name}"' not in SPRITE} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_inline_styles_or_scripts(path):
    source = path.read_text()

    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)


def test_styles_use_declared_tokens_only():
    css = "".join(path.read_text() for path in (settings.BASE_DIR / "static/css").rglob("*.css"))
    declared = set(re.findall(r"(--[\w-]+):", css))

    assert set(re.findall(r"var\((--[\w-]+)\)", css)) - declared == set()
