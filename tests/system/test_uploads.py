"""An upload outlives the web server that receives it."""

import base64
import http.client
import random
import threading
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.disks import MIB, partitioned_ext4, sha256
from tests.system.installation import Installation, running, wait_until
from tests.system.person import Person
from tests.system.test_main_job import NAMES

PIECE = 8 * MIB
AWAY = (urllib.error.URLError, http.client.HTTPException, ConnectionError)
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("uploads") / "var") as started:
        yield started


@pytest.fixture(scope="module")
def owner(installation) -> Person:
    person = Person(installation.url)
    person.set_up(installation.first_link())
    return person


def begin(owner: Person, scope: str, file: Path) -> str:
    told = {"filename": file.name, "scope": scope, "region": "westus2"}
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items()]
    headers = owner.send(
        "POST", "/uploads/",
        Upload_Length=str(file.stat().st_size), Upload_Metadata=",".join(pairs),
    )  # fmt: skip
    return headers["Location"]


def send_all(owner: Person, upload: str, file: Path) -> int:
    """As the browser does: ask where to go on, send a piece; how often the server was away."""
    content, failures = file.read_bytes(), 0
    while True:
        try:
            offset = int(owner.send("HEAD", upload)["Upload-Offset"])
            if offset == len(content):
                return failures
            owner.send(
                "PATCH", upload, content[offset : offset + PIECE],
                Upload_Offset=str(offset), Content_Type="application/offset+octet-stream",
            )  # fmt: skip
        except AWAY:
            failures += 1
            time.sleep(0.2)


def keep_killing_web(installation: Installation, stop: threading.Event) -> None:
    dice = random.Random(7)
    while not stop.wait(dice.uniform(0.2, 0.8)):
        installation.kill("granian")
        wait_until(installation.is_ready, "the web server to be back")


def test_a_killed_web_server_loses_no_byte_of_an_upload(installation, owner, disk, tmp_path):
    big = partitioned_ext4(tmp_path, "uploaded", size=128 * MIB, seed=11)
    installation.command(
        "publish_image", disk, "--gallery", "base", "--definition", "ubuntu", "--version", "1.0.0",
        *NAMES, "--resource-group", "images", "--source-region", "westus2",
    )  # fmt: skip
    gallery = owner.gallery()
    upload = begin(owner, gallery.split("/")[2], big)

    stop = threading.Event()
    killer = threading.Thread(target=keep_killing_web, args=(installation, stop))
    killer.start()
    failures = send_all(owner, upload, big)
    stop.set()
    killer.join()
    wait_until(installation.is_ready, "the web server to be back")
    page = f"{gallery}images/ubuntu/create-version/"
    owner.get(page)
    owner.post(
        page, source="upload", source_region="westus2", number="2.0.0",
        os_disk=f"={upload.rsplit('/', 1)[1]}=", target_regions=["westus2", "uksouth"],
    )  # fmt: skip

    assert failures
    regions = installation.settled("base/ubuntu/2.0.0")
    assert {row["state"] for row in regions.values()} == {"Completed"}
    output = tmp_path / "out.raw"
    installation.command(
        "export_image", "base/ubuntu/2.0.0", "--region", "uksouth", "--output", output
    )
    assert sha256(output) == sha256(big)
