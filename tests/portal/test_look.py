"""The parts that pages are built of: each renders, and none breaks the rules of the house."""

import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import get_resolver

from portal import error_pages
from portal.errors import Conflict, InvalidInput
from portal.views import ConfirmPage, Consequence, FormPage, PortalView

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
COMPONENTS = sorted((settings.BASE_DIR / "templates/components").glob("*.html"))
SPRITE = (settings.BASE_DIR / "templates/components/_sprite.html").read_text()


@dataclass(frozen=True)
class Image:
    os_type: str = "Linux"
    publisher: str = "Contoso"
    offer: str = "Platform"
    sku: str = "ubuntu-2204"
    palette: int = 0


@dataclass
class Replica:
    state: str = "Copying"
    fraction: float = 0.5


@dataclass
class Row:
    """A region of a version, half copied."""

    phase: str = "Copying"
    progress: int = 50
    region: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(name="westeurope", display_name="West Europe")
    )
    replicas: list = field(default_factory=lambda: [Replica("Ready", 1), Replica()])
    replicas_ready: int = 1
    replicas_wanted: int = 2
    bytes_total: int = 20 << 30
    bytes_copied: int = 10 << 30
    bytes_reused: int = 0
    storage_type: str = "Standard_LRS"
    rate: float | None = None
    eta_seconds: float | None = 230
    error_code: str = ""
    error_message: str = ""
    advice: str = ""
    waiting_for: str = ""
    is_source: bool = False
    started_at: object = None
    settled_at: object = None


class Form(forms.Form):
    name = forms.CharField(help_text="Letters and digits")
    notes = forms.CharField(widget=forms.Textarea, required=False)
    system = forms.ChoiceField(choices=[("l", "Linux")], widget=forms.RadioSelect)
    region = forms.ChoiceField(choices=[("w", "West Europe")], required=False)
    hidden = forms.BooleanField(required=False)


def render(source, **context):
    return Template(source).render(Context(context))


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


def test_a_plate_is_its_drawing_in_a_frame():
    shown = render('{% plate image size="sm" %}', image=Image())

    assert '<span class="plate" data-size="sm"><svg' in shown


def test_without_an_image_the_frame_is_empty():
    assert "data-empty" in render("{% plate None %}")


def test_a_wall_has_five_places_and_hatches_the_unused():
    shown = render("{% wall images %}", images=[Image(), Image(sku="other")])

    assert shown.count('class="plate"') == 5
    assert shown.count("data-empty") == 3


def test_a_bar_tells_its_value_to_those_who_do_not_see_it():
    shown = render('{% bar 0.62 label="West Europe" live=True id="bar-x" %}')

    assert 'aria-valuenow="62.0"' in shown
    assert 'width="62.0%"' in shown


@pytest.mark.parametrize(("fraction", "width"), [(-1, "0%"), (None, "0%"), (7, "100%")])
def test_a_bar_stays_within_its_track(fraction, width):
    assert f'width="{width}"' in render("{% bar fraction %}", fraction=fraction)


def test_a_stack_gives_each_part_its_share():
    shown = render('{% stack "3 ready, 1 failed" ok=3 bad=1 %}')

    assert 'x="0.0%" width="75.0%"' in shown
    assert 'x="75.0%" width="25.0%"' in shown


def test_slots_fill_from_the_bottom():
    shown = render("{% slots replicas %}", replicas=[Replica("Ready", 0), Replica()])

    assert '<svg viewBox="0 0 11 14" data-state="ready"><rect y="0" width="11" height="14"' in shown
    assert '<rect y="7.0" width="11" height="7.0"' in shown


def test_many_replicas_are_told_in_numbers_alone():
    assert "<svg" not in render("{% slots replicas %}", replicas=[Replica()] * 40)


def test_a_lane_shows_bytes_with_the_percentage():
    shown = render("{% lane row %}", row=Row())

    assert "50%</b>, 10.0 GB of 20.0 GB" in " ".join(shown.split())
    assert "4 min left" in shown


def test_a_failed_lane_says_what_to_do_and_offers_it():
    row = Row(phase="Failed", error_message="No such store.", advice="Mount it.", error_code="X")

    shown = render('{% lane row retry_url="/retry" cancel_url="/cancel" %}', row=row)

    assert "<b>No such store.</b> Mount it." in shown
    assert 'action="/retry"' in shown
    assert "/cancel" not in shown


@pytest.mark.parametrize("phase", ["Waiting", "Ready", "Cancelled", "Proving"])
def test_lanes_of_every_phase_render(phase):
    assert phase in render("{% lane row %}", row=Row(phase=phase))


def test_fields_carry_their_label_hint_and_error():
    form = Form({"name": ""})

    shown = render("{% field form.name mono=True %}", form=form)

    assert '<label class="field__label" for="id_name">Name</label>' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_error"' in shown
    assert 'class="input"' in shown
    assert "data-mono" in shown


@pytest.mark.parametrize("name", Form.base_fields)
def test_every_kind_of_field_renders_with_its_name(name):
    shown = render("{% field field %}", field=Form()[name])

    assert f'name="{name}"' in shown
    assert Form.base_fields[name].label or name.capitalize() in shown


def test_the_summary_of_a_refused_form_leads_to_each_field():
    form = Form({"name": "", "system": "l"})
    form.add_error(None, "Nothing was published.")

    shown = render_to_string("components/_errors.html", {"form": form})

    assert "Nothing was published." in shown
    assert '<a href="#id_name">Name</a>: This field is required.' in shown


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        (SimpleNamespace(guid=1, display_name="Maya", sign_in_name="m@x", kind="User"), "user"),
        (
            SimpleNamespace(guid=2, display_name="ci", sign_in_name="c", kind="ServicePrincipal"),
            "app",
        ),
        (SimpleNamespace(guid=3, name="Platform team"), "group"),
        (SimpleNamespace(guid=4, name="Contoso", domain="contoso.example"), "tenant"),
    ],
)
def test_principals_differ_by_the_shape_of_their_mark(principal, kind):
    assert f'data-kind="{kind}"' in render("{% who principal %}", principal=principal)


def test_what_can_be_copied_is_copied_whole():
    shown = render('{% copy "9f2c41d0b7e8a1" shown="9f2c" %}')

    assert 'data-copy="9f2c41d0b7e8a1"' in shown
    assert "<span>9f2c</span>" in shown


def test_code_is_coloured_and_never_trusted():
    shown = render("{{ code|highlight }}", code='# note\nmanage.py "<b>" & more')

    assert '<span class="d"># note</span>' in shown
    assert '<span class="k">manage.py</span>' in shown
    assert '<span class="s">&quot;&lt;b&gt;&quot;</span> &amp; more' in shown


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ("q='x'", "/list/?os=Linux&q=x"),
        ("os=None", "/list/"),
        ("cursor='abc'", "/list/?os=Linux&cursor=abc"),
        ("", "/list/?os=Linux"),
    ],
)
def test_an_address_changes_only_what_it_is_told_and_starts_again(rf, changes, address):
    request = rf.get("/list/?os=Linux&cursor=old")

    shown = render(f"{{% address {changes} as a %}}{{{{ a|safe }}}}", request=request)

    assert shown == address


def test_the_other_components_render():
    event = SimpleNamespace(icon="ok", tone="ok", text="Ready", note="", at=None, url="/x")
    contexts = {
        "_callout": {
            "tone": "warn",
            "title": "Soon.",
            "text": "It ends.",
            "url": "/",
            "action": "A",
        },
        "_crumbs": {"trail": [SimpleNamespace(name="Galleries", url="/")]},
        "_empty": {"title": "Nothing yet", "text": "Make one.", "url": "/", "action": "Make"},
        "_lane_head": {},
        "_snippet": {"id": "use", "label": "Use it", "tabs": [("CLI", "ls"), ("Python", "x")]},
        "_tabs": {"label": "Gallery", "tabs": [("Images", "/", True, 8)]},
        "_timeline": {"events": [event]},
    }

    for name, context in contexts.items():
        assert render_to_string(f"components/{name}.html", context).strip(), name


@pytest.fixture
def visit(rf):
    """A request by somebody who has not signed in."""

    def ask(method="get", path="/somewhere/", htmx=False, **data):
        headers = {"HX-Request": "true"} if htmx else {}
        request = getattr(rf, method)(path, data, headers=headers)
        request.user, request.htmx = (
            AnonymousUser(),
            htmx and SimpleNamespace(boosted=False, history_restore_request=False),
        )
        return request

    return ask


def test_a_page_that_is_not_there_says_so_to_strangers_as_well(visit):
    response = error_pages.not_found(visit(), Exception())

    assert response.status_code == 404
    assert b"Nothing hangs here" in response.content


def test_a_broken_page_needs_neither_person_nor_database(visit):
    response = error_pages.server_error(visit())

    assert response.status_code == 500
    assert b"This page could not be built" in response.content


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_the_product_uses_its_own_error_pages(status):
    handler = get_resolver().resolve_error_handler(status)

    assert handler.__module__ == "portal.error_pages"


class Refused(PortalView):
    public = True

    def get(self, request):
        raise Conflict("Another change came first. Nothing was changed.")


def test_an_error_is_a_page_with_code_and_request_id(visit):
    response = Refused.as_view()(visit())

    assert response.status_code == 409
    assert b"<h1>This no longer fits</h1>" in response.content
    assert b"Conflict, request " in response.content


def test_for_htmx_an_error_is_shown_in_place(visit):
    response = Refused.as_view()(visit(htmx=True))

    assert response.status_code == 409
    assert b"<h1" not in response.content
    assert b"Another change came first." in response.content


class Rename(FormPage):
    public = True
    form_class = Form
    template = "components/_errors.html"

    def perform(self, form):
        raise InvalidInput("That name is taken.", field="name")


def test_a_rule_broken_in_a_service_lands_next_to_its_field(visit):
    response = Rename.as_view()(visit("post", name="a", system="l"))

    assert response.status_code == 422
    assert b'<a href="#id_name">Name</a>: That name is taken.' in response.content


class Remove(ConfirmPage):
    public = True
    inside: ClassVar[list[Consequence]] = []

    def get_name(self):
        return "contoso_platform"

    def get_consequences(self):
        return self.inside

    def get_back_url(self):
        return "/back/"


def test_a_deletion_asks_for_the_name(visit):
    response = Remove.as_view()(visit())

    assert b'data-name="contoso_platform"' in response.content
    assert b"Nothing else depends on it." in response.content


def test_a_deletion_that_is_blocked_says_why_and_asks_for_nothing(visit):
    inside = [Consequence("bad", "8 images", "are still in it.", "bad", blocks=True)]

    response = Remove.as_view(inside=inside)(visit())

    assert b"8 images</b> are still in it." in response.content
    assert b"danger-solid" not in response.content
    assert b"data-name" not in response.content
