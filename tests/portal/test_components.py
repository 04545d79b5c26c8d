"""The parts that pages are built of: each renders, and tells what it shows."""

import re
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from tests.portal.rendering import Image, render


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


def test_a_plate_is_its_drawing_in_a_frame():
    shown = render('{% plate image size="sm" %}', image=Image())

    assert '<span class="plate" data-size="sm"><svg' in shown


def test_without_an_image_the_frame_is_empty():
    assert "data-empty" in render("{% plate None %}")


def test_a_wall_has_five_places_and_hatches_the_unused():
    shown = render("{% wall images %}", images=[Image(), Image(sku="other")])

    assert shown.count('class="plate"') == 5
    assert shown.count("data-empty") == 3


def test_a_path_wraps_before_its_slashes():
    assert render("{{ path|breakable }}", path="/a/<b>") == "<wbr>/a<wbr>/&lt;b&gt;"


@pytest.mark.parametrize(("shape", "places"), [("strip", 3), ("square", 4)])
def test_a_small_wall_has_fewer_places(shape, places):
    shown = render("{% wall images shape=shape %}", images=[Image()] * 5, shape=shape)

    assert shown.count('class="plate"') == places


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/directory/", 'aria-current="page"'),
        ("/directory/x/people/", 'aria-current="true"'),
        ("/directory/subscriptions/", ""),
        ("/galleries/", ""),
    ],
)
def test_a_page_belongs_to_one_link_of_the_sidebar(rf, path, here):
    source = '{% nav_link "accounts:directory" "users" "People" apart="accounts:subscriptions" %}'

    shown = render(source, request=rf.get(path))

    assert re.findall(r'aria-current="\w+"', shown) == ([here] if here else [])


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
