"""The sample organisation comes by itself, works, goes at one click, and stays away."""

from pathlib import Path

import pytest

from tests.system.installation import Installation, running, wait_until
from tests.system.person import Person

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    data = tmp_path_factory.mktemp("sample") / "var"
    with running(data, SIG_SAMPLE="1", SIG_PRUNE_MINUTES="0") as started:
        yield started


def packs(installation: Installation) -> list[Path]:
    return list(installation.data.glob("regions/**/*.pack"))


def test_a_newcomer_walks_in_and_takes_it_away_again(installation):
    maya = Person(installation.url)
    wait_until(lambda: "maya@contoso.example" in maya.get("/sign-in/"), "Maya")
    maya.post("/sign-in/sample/", person="maya@contoso.example")
    wait_until(lambda: "Platform base images" in maya.get("/galleries/"), "the galleries")
    wait_until(lambda: packs(installation), "the first bytes")

    maya.get("/sample/remove/")
    maya.post("/sample/remove/")

    stranger = Person(installation.url)
    assert "maya@contoso.example" not in stranger.get("/sign-in/")
    installation.command("prune")
    assert not packs(installation)


def test_it_does_not_come_back(installation):
    installation.stop()
    installation.start()

    assert "maya@contoso.example" not in Person(installation.url).get("/sign-in/")
    assert installation.json("list_resources") == []
