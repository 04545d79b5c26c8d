import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.roles import READER
from tests.support import factories
from tests.support.galleries import definition, gallery, version
from tests.support.regions import drain


@pytest.fixture
def made(disk):
    image = definition(gallery(name="base"), name="ubuntu")
    made = version(image, disk, regions=("westus2", "eastus"))
    drain()
    return made


def verify(*words) -> str:
    out = StringIO()
    call_command("verify_replicas", *words, stdout=out)
    return out.getvalue()


def flip_a_byte(settings, region: str) -> None:
    pack = next((settings.SIG_DATA / "regions" / region).rglob("*.pack"))
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 0xFF
    pack.chmod(0o644)
    pack.write_bytes(content)


@pytest.mark.parametrize("words", [(), ("base/ubuntu/1.0.0",)])
def test_whole_replicas_are_one_line(made, words):
    assert verify(*words) == "Versions verified: 1. Every replica is whole.\n"
    assert json.loads(verify(*words, "--json")) == []


def test_damage_is_named_by_its_place(made, settings):
    flip_a_byte(settings, "eastus")
    out = StringIO()

    with pytest.raises(CommandError, match="base/ubuntu/1.0.0 in eastus. Try again with --repair"):
        call_command("verify_replicas", "base/ubuntu/1.0.0", "--json", stdout=out)

    (row,) = json.loads(out.getvalue())
    place = (row["version"], row["region"], row["replica"], row["lun"])
    assert place == ("base/ubuntu/1.0.0", "eastus", 0, None)
    assert row["code"] == "ChunkDamaged"
    assert row["chunk"] in row["message"]
    assert row["pack"] in row["message"]


def test_damage_is_repaired_from_the_other_region(made, settings):
    flip_a_byte(settings, "eastus")

    (row,) = json.loads(verify("--repair", "--json"))

    assert (row["region"], row["repaired"]) == ("eastus", True)
    assert "is whole" in verify("base/ubuntu/1.0.0")


def test_damage_everywhere_stays_and_fails(made, settings):
    flip_a_byte(settings, "eastus")
    flip_a_byte(settings, "westus2")

    with pytest.raises(CommandError, match="No whole copy was found") as error:
        verify("--repair")

    assert "\n" not in str(error.value)


def test_repair_takes_the_right_to_write(made):
    reader = factories.person()
    factories.grant(READER, reader, made.definition)

    assert "verified: 1" in verify("--as", reader.sign_in_name)
    with pytest.raises(CommandError, match="versions/write is missing"):
        verify("--as", reader.sign_in_name, "--repair")
    assert "verified: 0" in verify("--as", factories.person().sign_in_name)
