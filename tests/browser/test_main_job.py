"""The main job, by hand: publish a disk, watch it arrive, share it, find it, get it back."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect

from tests.browser import hands
from tests.browser.house import PASSWORD, UNMOUNTED, House
from tests.support.disks import MIB, partitioned_ext4, run, sha256
from tests.system.installation import wait_until

pytestmark = pytest.mark.timeout(300)
WANTED = {"westus2": 1, "westeurope": 2, "southcentralus": 2}
STOP = 286


@dataclass
class Polls:
    """Answers that the page of a version asked for by itself."""

    statuses: list[int] = field(default_factory=list)

    def hear(self, response: Response) -> None:
        if "hx-request" in response.request.headers:
            self.statuses.append(response.status)


@dataclass
class Published:
    """Addresses of what the owner made, what the page did meanwhile, and who was invited."""

    gallery: str
    image: str
    other_image: str
    version: str
    polls: Polls
    path: str = "base/ubuntu/1.0.0"


@pytest.fixture(scope="module")
def owner(house: House, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=house.url, storage_state=house.owner)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def published(house: House, owner: Page, os_disk: Path, data_disk: Path) -> Published:
    gallery = hands.create_gallery(owner, "base", "Platform base images")
    other = hands.create_image(owner, gallery, "windows", "Windows base")
    image = hands.create_image(owner, gallery, "ubuntu", "Ubuntu base")
    hands.link(owner, "New version").click()
    hands.drop_file(owner, "OS disk", os_disk)
    hands.drop_file(owner, "Data disks", data_disk)
    hands.want_region(owner, "West Europe", 2, "Standard_ZRS")
    hands.want_region(owner, "South Central US", 2, "Premium_LRS")
    expect(hands.arrived(owner, "OS disk")).to_have_count(1)
    expect(hands.arrived(owner, "Data disks")).to_have_count(1)
    version, polls = watch_it_arrive(house, owner)
    return Published(gallery, image, other, version, polls)


def watch_it_arrive(house: House, page: Page) -> tuple[str, Polls]:
    """Publish while the workers are held back, so that there is something to watch."""
    polls = Polls()
    workers = house.installation.processes("celery", "worker")
    for worker in workers:
        worker.suspend()
    version = hands.publish(page, "1.0.0")
    for region in WANTED:
        expect(hands.lane(page, region)).not_to_have_attribute("data-state", "ready")
    page.on("response", polls.hear)
    for worker in workers:
        worker.resume()
    for region in WANTED:
        expect(hands.lane(page, region)).to_have_attribute("data-state", "ready", timeout=90_000)
    expect(page.get_by_text("In every region", exact=True)).to_be_visible()
    return version, polls


@pytest.fixture(scope="module")
def links(owner: Page, published: Published) -> dict[str, str]:
    """One-time links: of Priya, in a group that reads the gallery, and of Sofia, of another tenant,
    who reads one image."""
    priya = hands.add_person(owner, "Priya Raman", "priya@contoso.example")
    hands.create_group(owner, "Engineers", "priya@contoso.example")
    sofia = hands.create_tenant(owner, "Fabrikam", "Sofia Almeida", "sofia@fabrikam.example")
    hands.give_access(owner, published.gallery, "Engin", "Engineers")
    hands.give_access(owner, published.image, "sofia@fabrikam.example", "Sofia Almeida")
    return {"priya": priya, "sofia": sofia}


def test_the_page_follows_every_region_by_itself_and_then_stops(published):
    assert published.polls.statuses[-1] == STOP
    assert published.polls.statuses.count(STOP) == 1


@pytest.mark.parametrize("lun", [None, 0], ids=["os-disk", "data-disk"])
def test_every_replica_gives_back_the_very_bytes(
    house, published, os_disk, data_disk, tmp_path, lun
):
    source = os_disk if lun is None else data_disk
    place = [] if lun is None else ["--lun", str(lun)]
    replicas = [(name, str(k)) for name, count in WANTED.items() for k in range(count)]

    for region, ordinal in replicas:
        output = tmp_path / f"{region}-{ordinal}.raw"
        house.installation.command(
            "export_image", published.path, "--region", region, "--replica", ordinal, *place,
            "--output", output,
        )  # fmt: skip
        assert sha256(output) == sha256(source), (region, ordinal)


def test_the_vhd_is_the_same_disk_to_qemu(house, published, os_disk, tmp_path):
    output = tmp_path / "disk.vhd"

    house.installation.command(
        "export_image", "base/ubuntu/latest", "--region", "westeurope", "--format", "vhd",
        "--output", output,
    )  # fmt: skip

    assert "identical" in run("qemu-img", "compare", "-f", "raw", "-F", "vpc", os_disk, output)


def test_the_browser_downloads_the_very_bytes(published, house, visit, data_disk, tmp_path):
    page = visit(house.url, storage_state=house.owner)
    page.goto(published.version)
    hands.link(page, "Download").click()
    page.get_by_label("From the region").select_option("South Central US")
    page.get_by_label("Disk", exact=True).select_option(index=1)
    page.get_by_role("radio", name="Raw").check()

    with page.expect_download() as download:
        hands.button(page, "Download").click()

    file = tmp_path / "downloaded"
    download.value.save_as(file)
    assert sha256(file) == sha256(data_disk)


def test_a_group_that_may_read_the_gallery_sees_all_of_it(house, published, links, visit):
    page = visit(house.url)

    hands.choose_password(page, links["priya"], PASSWORD)

    page.get_by_role("link", name="Platform base images").click()
    expect(hands.heading(page)).to_have_text("Platform base images")
    expect(hands.link(page, "Ubuntu base")).to_be_visible()
    expect(hands.link(page, "Windows base")).to_be_visible()
    page.goto(published.version)
    expect(hands.heading(page)).to_have_text("1.0.0")
    expect(hands.link(page, "Edit regions")).to_be_hidden()


def test_who_may_read_one_image_sees_that_and_nothing_around_it(
    house, published, links, visit, trouble
):
    page = visit(house.url)

    hands.choose_password(page, links["sofia"], PASSWORD)

    page.get_by_role("link", name=re.compile("^Shared with me")).click()
    hands.link(page, "Ubuntu base").click()
    expect(page).to_have_url(published.image)
    hands.link(page, "1.0.0").click()
    expect(hands.heading(page)).to_have_text("1.0.0")
    for address in (published.gallery, published.other_image):
        assert page.goto(address).status == 404
    page.goto("/resources/")
    own_tenant, image_and_version = 1, 2
    assert len(names_of(page)) == own_tenant + image_and_version
    trouble.forget("404")


def test_everything_is_found_across_subscriptions_filtered_and_taken_along(house, published, visit):
    page = visit(house.url, storage_state=house.owner)
    hands.create_subscription(page, "Lab")
    hands.create_resource_group(page, "lab-images", "North Europe")
    hands.sidebar(page, "All resources").click()
    everything = names_of(page)

    page.get_by_label("Filter by name or title").press_sequentially("ubuntu")
    expect(page).to_have_url(re.compile("q=ubuntu"))
    expect(hands.link(page, "Ubuntu base")).to_be_visible()

    with page.expect_download() as download:
        hands.link(page, "CSV").click()
    file = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert {"lab-images", "images", "Platform base images"} <= set(everything)
    assert {row["Name"] for row in file} == {"ubuntu"}


def names_of(page: Page) -> list[str]:
    links_of_rows = page.locator("#results tbody tr td:first-child a")
    expect(links_of_rows.first).to_be_visible()
    return [text.strip() for text in links_of_rows.all_inner_texts()]


def test_the_replicas_of_a_version_share_no_file(house, published):
    folders = [folder for folder in house.installation.data.rglob("set-*") if folder.is_dir()]
    files = [{f.stat().st_ino for f in folder.rglob("*") if f.is_file()} for folder in folders]

    assert len(folders) >= 1 + 2 * 3 + 2
    assert all(not one & other for one, other in itertools.combinations(files, 2))


def test_a_region_that_fails_says_why_and_a_retry_completes_it(house, published, visit, os_disk):
    page = visit(house.url, storage_state=house.owner)
    image = hands.create_image(page, published.gallery, "unmounted")
    page.goto(f"{image}create-version/")
    hands.choose_file(page, "OS disk", os_disk)
    hands.want_region(page, "UK South", 1)
    expect(hands.arrived(page, "OS disk")).to_have_count(1)
    hands.publish(page, "1.0.0")
    failed = hands.lane(page, UNMOUNTED)
    expect(failed).to_have_attribute("data-state", "failed", timeout=90_000)
    expect(failed).to_contain_text("is not there. Mount it, then retry.")
    expect(hands.lane(page, "westus2")).to_have_attribute("data-state", "ready", timeout=90_000)

    for zone in "123":
        (house.store / zone).mkdir(parents=True)
    house.installation.command("check_regions")
    failed.get_by_role("button", name="Retry").click()

    expect(failed).to_have_attribute("data-state", "ready", timeout=90_000)
    expect(page.get_by_text("In every region", exact=True)).to_be_visible()


def test_a_killed_server_and_a_closed_tab_cost_nothing_that_has_arrived(
    house, published, visit, trouble, big_disk, tmp_path
):
    page = visit(house.url, storage_state=house.owner)
    form = hands.create_image(page, published.gallery, "resumed") + "create-version/"
    page.goto(form)
    slow_down(page)
    hands.choose_file(page, "OS disk", big_disk)
    bar = hands.zone(page, "OS disk").get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^(3|4|5)\d$"))

    assert house.installation.kill("granian")
    expect(hands.zone(page, "OS disk")).to_contain_text("Trying again in")
    again = page.context.new_page()
    page.close()
    wait_until(house.installation.is_ready, "the web server to be back")
    offsets = offsets_sent(again)
    again.goto(form)
    expect(hands.zone(again, "OS disk")).to_contain_text(f"Begun earlier: {big_disk.name}")
    hands.choose_file(again, "OS disk", big_disk)

    expect(hands.arrived(again, "OS disk")).to_have_count(1)
    assert offsets[0] > 0
    hands.publish(again, "1.0.0")
    expect(hands.lane(again, "westus2")).to_have_attribute("data-state", "ready", timeout=90_000)
    output = tmp_path / "out.raw"
    house.installation.command(
        "export_image", "base/resumed/1.0.0", "--region", "westus2", "--output", output
    )
    assert sha256(output) == sha256(big_disk)
    trouble.forget("net::ERR_")


@pytest.fixture
def big_disk(tmp_path: Path) -> Path:
    return partitioned_ext4(tmp_path / "disks", "big", size=64 * MIB, seed=7)


def slow_down(page: Page) -> None:
    """To 12 MiB/s, so that there is a middle of the upload."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 12 * MIB},
    )


def offsets_sent(page: Page) -> list[int]:
    """Where each part that the page sends begins."""
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return offsets
