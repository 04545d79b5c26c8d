"""The parts of forms that choose regions and disks, and the map."""

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import timezone

from regions.choices import UploadState
from regions.forms import DataDisksField, OsDiskField, TargetsField
from regions.models import Claim, Region, Upload
from regions.services.regions import allow_region
from regions.worldmap import layout, map_of
from regions.worldmap.grid import land_path
from tests.support import factories
from tests.support.factories import ACTOR

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture
def subscription():
    return factories.subscription(name="Contoso Platform")


@pytest.fixture
def form_of(subscription):
    class RegionsForm(forms.Form):
        target_regions = TargetsField()

    def form_of(data="", source="westus2", **offered):
        form = RegionsForm(QueryDict(data) if data else None)
        region = Region.objects.get(name=source)
        form.fields["target_regions"].offer(subscription, source=region, **offered)
        return form

    return form_of


def claim(region, count=1, storage_type="Standard_LRS"):
    region = Region.objects.get(name=region)
    return Claim(region=region, replica_count=count, storage_type=storage_type)


def targets(form):
    assert form.is_valid(), form.errors
    return [str(target) for target in form.cleaned_data["target_regions"].targets]


def drawn(form):
    template = '{% include "regions/_region_picker.html" with field=form.target_regions %}'
    return engines["django"].from_string(template).render({"form": form})


def test_the_source_is_always_a_target(form_of):
    assert targets(form_of("target_regions-count=2")) == ["westus2=2=Standard_LRS"]


def test_counts_and_storage_types_are_read_row_by_row(form_of):
    form = form_of(
        "target_regions-count=2&target_regions-source=westus2&target_regions-westus2-count=3"
        "&target_regions=westeurope&target_regions-westeurope-type=Premium_LRS"
        "&target_regions-uksouth-count=9"
    )

    assert targets(form) == ["westus2=3=Standard_LRS", "westeurope=2=Premium_LRS"]
    assert form.cleaned_data["target_regions"].replica_count == 2


def test_a_source_that_moved_leaves_no_target_behind(form_of):
    form = form_of("target_regions-source=westus2&target_regions-westus2-count=3", "uksouth")

    assert targets(form) == ["uksouth=1=Standard_LRS"]


def test_a_source_that_moved_stays_a_target_when_ticked(form_of):
    form = form_of("target_regions-source=westus2&target_regions=westus2", "uksouth")

    assert targets(form) == ["uksouth=1=Standard_LRS", "westus2=1=Standard_LRS"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("target_regions=australiacentral", "not on the allow list for Australia Central"),
        ("target_regions=ukwest&target_regions-ukwest-type=Standard_ZRS", "has no zones"),
        ("target_regions=mars", "There is no region &#x27;mars&#x27;"),
        ("target_regions=uksouth&target_regions-uksouth-count=101", "between 1 and 100"),
        ("target_regions=uksouth&target_regions-uksouth-count=x", "is not a replica count"),
        ("target_regions=uksouth&target_regions-uksouth-type=Ultra", "no storage type"),
        ("target_regions-count=0", "between 1 and 100"),
    ],
)
def test_each_wrong_wish_is_told_in_its_row(form_of, data, message):
    form = form_of(data)

    assert not form.is_valid()
    assert message in drawn(form)


def test_what_was_typed_is_still_there_after_an_error(form_of):
    form = form_of("target_regions=uksouth&target_regions-uksouth-count=101")
    form.is_valid()

    assert re.search(r'value="uksouth" checked', drawn(form))
    assert re.search(r'name="target_regions-uksouth-count" value="101"', drawn(form))


def test_a_region_that_cannot_be_chosen_says_why(form_of):
    page = drawn(form_of())

    assert re.search(r'value="australiacentral" disabled', page)
    assert "Contoso Platform is not on the allow list" in page


def test_an_allowed_subscription_chooses_a_restricted_region(form_of, subscription):
    central = Region.objects.get(name="australiacentral")
    allow_region(actor=ACTOR, subscription=subscription, region=central)

    form = form_of("target_regions=australiacentral")

    assert targets(form)[1] == "australiacentral=1=Standard_LRS"


def test_a_region_keeps_its_storage_type_and_its_place_whatever_the_allow_list_says(form_of):
    claims = [claim("westus2"), claim("australiacentral", 2, "Premium_LRS")]
    data = "target_regions=australiacentral&target_regions-australiacentral-type=Standard_LRS"

    assert targets(form_of(data, claims=claims))[1] == "australiacentral=1=Premium_LRS"


def test_claims_of_another_version_are_a_start(form_of):
    page = drawn(form_of(like=[claim("uksouth", 3)]))

    assert re.search(r'value="uksouth" checked', page)


def test_drawing_the_picker_asks_one_question(form_of, django_assert_num_queries):
    form = form_of()

    with django_assert_num_queries(1):
        drawn(form)


# --- Disks ------------------------------------------------------------------------------------


@pytest.fixture
def owner():
    return factories.person()


@pytest.fixture
def upload(owner):
    return Upload.objects.create(
        owner=owner,
        scope=factories.resource_group().resource,
        region=Region.objects.get(name="westus2"),
        file_name="disk.vhd",
        length=10,
        offset=10,
        state=UploadState.COMPLETE,
        expires_at=timezone.now(),
    )


def disks_form(user, data):
    class DisksForm(forms.Form):
        os_disk = OsDiskField()
        data_disks = DataDisksField()

    form = DisksForm(QueryDict(data))
    form.fields["os_disk"].owned_by(user)
    form.fields["data_disks"].owned_by(user)
    return form


def test_uploads_become_disks_with_their_luns_and_formats(owner, upload):
    form = disks_form(owner, f"os_disk=={upload.guid}=raw&data_disks=3={upload.guid}=")

    assert form.is_valid()
    (os_disk,), (data_disk,) = form.cleaned_data["os_disk"], form.cleaned_data["data_disks"]
    assert (os_disk.lun, os_disk.upload, os_disk.claimed) == (None, upload, "raw")
    assert (data_disk.lun, data_disk.claimed) == (3, "")


def test_no_upload_means_no_disk(owner):
    form = disks_form(owner, "os_disk=nonsense")

    assert form.is_valid()
    assert form.cleaned_data["os_disk"] == []


def test_another_persons_upload_reads_as_absent(upload):
    form = disks_form(factories.person(), f"os_disk=={upload.guid}=")

    assert form.errors.keys() == {"os_disk"}


def test_an_upload_that_is_not_there_is_told(owner):
    form = disks_form(owner, f"os_disk=={uuid4()}=")

    assert "not there any more" in str(form.errors["os_disk"])


def test_a_data_disk_needs_a_lun(owner, upload):
    form = disks_form(owner, f"data_disks=={upload.guid}=")

    assert "Give disk.vhd a LUN" in str(form.errors["data_disks"])


# --- The map ----------------------------------------------------------------------------------


def row(name, phase, progress=0):
    return SimpleNamespace(region=Region.objects.get(name=name), phase=phase, progress=progress)


@pytest.fixture
def rows():
    return [
        row("westus2", "Ready", 100),
        row("westeurope", "Copying", 81),
        row("uksouth", "Waiting"),
        row("australiacentral", "Failed", 12),
    ]


def test_the_map_says_in_words_what_it_shows(rows):
    text = map_of(rows, "westus2").text

    assert text == (
        "Map of 4 regions: 1 failed, 1 copying, 1 waiting, 1 ready. The list has the details."
    )


def test_every_other_region_hangs_on_an_arc_from_the_source(rows):
    drawing = map_of(rows, "westus2")

    assert drawing.pins[0].place.is_source
    assert sorted(arc.state for arc in drawing.arcs) == ["failed", "queued", "running"]
    start = f"M{drawing.pins[0].x} {drawing.pins[0].y}Q"
    assert all(arc.path.startswith(start) for arc in drawing.arcs)


def test_a_map_without_its_source_has_no_arcs(rows):
    assert map_of(rows[1:], "westus2").arcs == []


def test_names_never_cover_each_other_or_a_pin():
    rows = [row(region.name, "Ready", 100) for region in Region.objects.all()]
    pins = map_of(rows, "westus2").pins

    labels = [pin.label.box for pin in pins if pin.label]
    boxes = [*labels, *(layout.pin_box((pin.x, pin.y)) for pin in pins)]

    assert len(labels) > len(pins) / 3
    assert not any(one.meets(other) for one in labels for other in boxes if one is not other)


def test_pins_of_regions_at_the_same_place_stand_apart():
    places = [(10.0, 10.0)] * 3

    assert len(set(layout.spread(places))) == 3


def test_the_name_of_the_source_keeps_off_the_arcs(rows):
    drawing = map_of(rows, "westus2")

    (source,) = [pin for pin in drawing.pins if pin.place.is_source]
    for arc in drawing.arcs:
        start, bend, end = re.findall(r"(-?[\d.]+) (-?[\d.]+)", arc.path)
        curve = tuple(tuple(map(float, point)) for point in (start, bend, end))
        assert not any(
            source.label.box.meets(layout.Box(x, y, x, y)) for x, y in layout.along(curve)
        )


def test_the_map_is_drawn_with_its_land(rows):
    template = engines["django"].get_template("regions/_map.html")

    page = template.render({"map": map_of(rows, "westus2")})

    assert land_path() in page
    assert 'role="img" aria-label="Map of 4 regions' in page
    assert page.count('class="map__pin"') == 4
