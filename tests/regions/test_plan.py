"""What comes next, and from where: no rows, no bytes."""

from dataclasses import dataclass

import pytest

from regions.catalogue import BUILT_IN, configuration, display_names
from regions.replication.plan import Place, Step, distance, next_step, pause, ranked


@dataclass(frozen=True)
class Spot:
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Disk:
    content_id: int
    is_copied: bool = False
    is_proven: bool = False


HERE, NEAR, FAR = Spot("here", 50, 0), Spot("near", 52, 5), Spot("far", -33, 151)


def test_inside_comes_before_near_and_near_before_far():
    places = [Place(1, FAR, 0), Place(2, NEAR, 0), Place(3, HERE, 1)]

    assert [place.replica for place in ranked(places, HERE, 0)] == [3, 2, 1]


def test_another_attempt_begins_at_another_source():
    places = [Place(1, FAR, 0), Place(2, NEAR, 0)]

    assert [place.replica for place in ranked(places, HERE, 1)] == [1, 2]


def test_distance_is_that_of_the_globe():
    assert distance(HERE, HERE) == 0
    assert 16_000 < distance(HERE, FAR) < 18_000


def test_proof_comes_before_more_copying():
    disks = [Disk(1), Disk(2, is_copied=True)]

    assert next_step(disks, [1]) == Step("prove", 2)


def test_only_what_has_a_source_is_copied():
    assert next_step([Disk(1), Disk(2)], [2]) == Step("copy", 2)
    assert next_step([Disk(1)], []) is None


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 1), (2, 2), (3, 4), (50, 60)])
def test_pauses_grow_to_a_minute(attempt, seconds):
    assert pause(attempt) == seconds


def test_the_built_in_set_has_what_the_public_tools_use():
    regions = configuration()

    expected = {"eastus", "eastus2", "westus", "westus2", "westcentralus", "centraluseuap"}
    assert expected <= regions.keys()
    restricted = {name for name, entry in regions.items() if entry.get("restricted")}
    assert restricted == {"australiacentral", "australiacentral2"}
    assert BUILT_IN.exists()


def test_every_built_in_region_stands_on_the_globe_under_its_own_name():
    for name, entry in configuration().items():
        assert -90 < entry["latitude"] < 90
        assert -180 < entry["longitude"] < 180
        assert name == entry["display_name"].lower().replace(" ", "")
    assert len(set(display_names().values())) == len(configuration())
