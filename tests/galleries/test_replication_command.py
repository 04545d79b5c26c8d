import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.roles import READER
from galleries.management import progress
from tests.support import factories
from tests.support.galleries import definition, gallery, version
from tests.support.regions import drain


def show(*words) -> str:
    out = StringIO()
    call_command("show_replication", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def published(disk):
    image = definition(gallery(name="base"), name="ubuntu")
    return version(image, disk, regions=("westus2=2=Standard_ZRS", "eastus"))


@pytest.fixture
def made(published):
    drain()
    return published


def test_the_json_has_exactly_these_keys(made):
    rows = json.loads(show("base/ubuntu/1.0.0", "--json"))

    total = made.disk_set.contents.get().occupied_size
    assert [list(row) for row in rows] == 2 * [[
        "region", "state", "progress", "bytesTotal", "bytesCopied", "bytesReused",
        "replicasReady", "replicasWanted", "error",
    ]]  # fmt: skip
    assert rows == [
        {
            "region": "westus2", "state": "Completed", "progress": 100,
            "bytesTotal": total * 6, "bytesCopied": total * 6, "bytesReused": 0,
            "replicasReady": 2, "replicasWanted": 2, "error": "",
        },
        {
            "region": "eastus", "state": "Completed", "progress": 100,
            "bytesTotal": total, "bytesCopied": total, "bytesReused": 0,
            "replicasReady": 1, "replicasWanted": 1, "error": "",
        },
    ]  # fmt: skip


def test_people_get_a_table(made):
    header, *rows = show("base/ubuntu/latest").splitlines()

    assert header.split()[:4] == ["region", "state", "progress", "replicas"]
    assert [row.split()[0] for row in rows] == ["westus2", "eastus"]


def test_short_names_are_enough_where_they_are_unique(made):
    for path in ("1.0.0", "ubuntu/1.0.0", "BASE/Ubuntu/1.0.0", "ubuntu/latest"):
        assert "westus2" in show(path)


def test_full_ids_always_work(made):
    assert "westus2" in show(made.resource.arm_id)
    assert "westus2" in show(f"{made.definition.resource.arm_id}/versions/latest")


def test_an_ambiguous_name_lists_the_candidates(published, disk):
    other = version(definition(gallery(name="base"), name="ubuntu"), disk)

    with pytest.raises(CommandError) as error:
        show("base/ubuntu/1.0.0")

    assert published.resource.arm_id in str(error.value)
    assert other.resource.arm_id in str(error.value)


@pytest.mark.parametrize("path", ["base/ubuntu/2.0.0", "base/debian/1.0.0", "base/debian/latest"])
def test_what_is_not_there_is_one_line(published, path):
    with pytest.raises(CommandError, match="that you can see") as error:
        show(path)

    assert "\n" not in str(error.value)


def test_what_somebody_may_not_read_is_not_there(published):
    stranger, reader = factories.person(), factories.person()
    factories.grant(READER, reader, published.definition)

    assert "westus2" in show("base/ubuntu/1.0.0", "--as", reader.sign_in_name)
    with pytest.raises(CommandError, match="no image version"):
        show("base/ubuntu/1.0.0", "--as", stranger.sign_in_name)


@pytest.fixture
def working_while_waiting(monkeypatch):
    """The pause between two looks is when workers work."""
    monkeypatch.setattr(progress, "sleep", lambda _: drain())


IMAGE = ("--gallery", "base", "--definition", "ubuntu", "--version", "1.0.0")


def test_waiting_ends_with_a_table_when_all_have_settled(disk, working_while_waiting):
    definition(gallery(name="base"), name="ubuntu")
    out = StringIO()

    call_command("publish_image", str(disk), *IMAGE, "--wait", stdout=out)

    assert "Completed" in out.getvalue()


def test_waiting_fails_when_a_region_failed(disk, tmp_path, monkeypatch):
    definition(gallery(name="base"), name="ubuntu")
    file = tmp_path / "gone.raw"
    file.write_bytes(disk.read_bytes())

    def lose_the_file(_: float) -> None:
        file.unlink(missing_ok=True)
        drain()

    monkeypatch.setattr(progress, "sleep", lose_the_file)
    out = StringIO()

    with pytest.raises(CommandError, match="1 of 1 regions failed. West US 2: ") as error:
        call_command("publish_image", str(file), *IMAGE, "--wait", stdout=out)

    assert "Failed" in out.getvalue()
    assert "\n" not in str(error.value)


def test_waiting_says_why_when_no_worker_comes(disk, monkeypatch):
    definition(gallery(name="base"), name="ubuntu")
    looks = iter([lambda: None, drain])
    monkeypatch.setattr(progress, "QUIET", 0)
    monkeypatch.setattr(progress, "sleep", lambda _: next(looks)())
    told = StringIO()

    call_command("publish_image", str(disk), *IMAGE, "--wait", stdout=StringIO(), stderr=told)

    assert told.getvalue() == (
        "Waiting for a worker to read the disk. Is `manage.py up` running?\n"
    )
