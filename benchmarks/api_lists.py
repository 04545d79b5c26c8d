"""All of 100,000 versions through nextLink, against lists as NetBox and OpenStack Glance have them.

The NetBox-style list has the same rows in the same database; Glance has as many of its own.

    python -m benchmarks.api_lists [--versions 100000] [--database sqlite|postgresql|both]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.databases import on_each
from benchmarks.harness import Hold, show

SIZE = 1000
EVERY = 10  # of so many pages one is timed
ROUNDS = 3
SETTLED = 10  # pages, after which memory must not grow
GLANCE = "glance>=31"
UV = ".uv/bin/uv"
NUMBERS = 1000  # patches per minor number


def main() -> int:
    return on_each("benchmarks.api_lists", __doc__, measure)


def measure(database: str, versions: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.CACHES["default"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
    settings.SIG_API_READS_PER_MINUTE = sys.maxsize
    call_command("migrate", verbosity=0)
    person, address = build(versions)
    walked = walk(person, address)
    ours, theirs = compare(person, walked)
    return report(database, versions, walked, ours, theirs, glance(versions))


def build(versions: int) -> tuple[Any, str]:
    """One image with so many versions, each with a disk, ready in one region."""
    from accounts import roles
    from regions.services.regions import sync_regions
    from tests.support import factories, galleries

    sync_regions()
    tenant = factories.tenant()
    group = factories.resource_group(factories.subscription(tenant))
    definition = galleries.definition(galleries.gallery(group))
    _versions(definition, tenant, versions)
    person = factories.person(tenant)
    factories.grant(roles.READER, person, definition.gallery)
    return person, f"{definition.resource.arm_id}/versions"


def _versions(definition: Any, tenant: Any, count: int) -> None:
    from accounts.models import Resource
    from galleries.models import ImageVersion
    from regions.models import Claim, DiskSet, DiskSetDisk

    content = _content(tenant)
    card = definition.resource
    cards = Resource.objects.bulk_create(
        (_card(card, number) for number in range(count)), batch_size=1000
    )
    region = {"region_id": "westus2"}
    sets = DiskSet.objects.bulk_create(
        (DiskSet(tenant=tenant, card=card, **region) for card in cards), batch_size=1000
    )
    DiskSetDisk.objects.bulk_create(
        (DiskSetDisk(disk_set=each, content=content) for each in sets), batch_size=1000
    )
    claim = {"replica_count": 1, "storage_type": "Standard_LRS", "state": "Completed", **region}
    Claim.objects.bulk_create(
        (Claim(disk_set=each, replicas_ready=1, **claim) for each in sets), batch_size=1000
    )
    ImageVersion.objects.bulk_create(
        (_version(definition, *each) for each in zip(range(count), cards, sets, strict=True)),
        batch_size=1000,
    )
    _analyse()


def _content(tenant: Any) -> Any:
    from regions.models import DiskContent

    return DiskContent.objects.create(
        tenant=tenant, region_id="westus2", state="Stored", manifest="0" * 64,
        virtual_size=30 << 30, occupied_size=2 << 30, source_kind="file", source_format="raw",
        source_size=30 << 30,
    )  # fmt: skip


def _card(definition: Any, number: int) -> Any:
    from accounts.choices import SCOPE_COLUMNS, ResourceType
    from accounts.models import Resource

    name = f"1.{number // NUMBERS}.{number % NUMBERS}"
    arm_id = f"{definition.arm_id}/versions/{name}"
    above = {
        f"{column}_id": getattr(definition, f"{column}_id") for column in SCOPE_COLUMNS.values()
    }
    return Resource(
        type=ResourceType.VERSION, name=name, arm_id=arm_id, arm_key=arm_id.lower(),
        region="westus2", parent=definition, **above,
    )  # fmt: skip


def _version(definition: Any, number: int, card: Any, disk_set: Any) -> Any:
    from galleries.models import ImageVersion

    return ImageVersion(
        resource=card, definition=definition, disk_set=disk_set, major=1, source_kind="file",
        minor=number // NUMBERS, patch=number % NUMBERS, source_text="disk.raw",
    )  # fmt: skip


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Walked:
    """What following every nextLink once has shown."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.queries: list[int] = []
        self.rows = 0
        self.grown_mib = 0.0


def walk(person: Any, address: str) -> Walked:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    walked, settled = Walked(), 0.0
    next_ = f"{address}?api-version=2024-03-03&$top={SIZE}"
    while next_:
        walked.addresses.append(next_)
        with CaptureQueriesContext(connection) as queries:
            body = ask(person, next_)
        walked.queries.append(len(queries))
        reset_queries()
        walked.rows += len(body["value"])
        next_ = _local(body.get("nextLink", ""))
        if len(walked.addresses) == SETTLED:
            settled = peak()
    walked.grown_mib = peak() - settled
    return walked


def _local(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if link else ""


def ask(person: Any, address: str) -> Any:
    """Through the view, as both are asked; its answer as JSON text, read again."""
    from django.urls import resolve

    return _asked(person, address, resolve(urlsplit(address).path))


def _asked(person: Any, address: str, found: Any) -> Any:
    from rest_framework.test import APIRequestFactory, force_authenticate

    from accounts.models import Access
    from tests.support.api import Token

    request = APIRequestFactory(SERVER_NAME="localhost").get(address)
    access = Access.of(person)
    force_authenticate(request, person, Token(access, access, None, person.tenant.guid))
    response = found.func(request, *found.args, **found.kwargs)
    assert response.status_code == 200, response.data
    return json.loads(response.render().content)


def netbox_page(person: Any, number: int) -> Any:
    from types import SimpleNamespace

    from benchmarks.peers.drf_offset import view

    found = SimpleNamespace(func=view, args=(), kwargs={})
    return _asked(person, f"/versions/?limit={SIZE}&offset={number * SIZE}", found)


def compare(person: Any, walked: Walked) -> tuple[list[float], list[float]]:
    """Best seconds of every tenth page and the last, ours and theirs in turn."""
    numbers = [*range(0, len(walked.addresses) - 1, EVERY), len(walked.addresses) - 1]
    ours, theirs = [float("inf")] * len(numbers), [float("inf")] * len(numbers)
    for _ in range(ROUNDS):
        for place, number in enumerate(numbers):
            address = walked.addresses[number]
            ours[place] = min(ours[place], clocked(lambda a=address: ask(person, a)))
            theirs[place] = min(theirs[place], clocked(lambda n=number: netbox_page(person, n)))
    return ours, theirs


def clocked(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def glance(count: int) -> dict[str, Any] | None:
    """None where it cannot be installed."""
    script = Path(__file__).parent / "peers/glance_list.py"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                UV, "run", "--quiet", "--no-project", "--isolated", "--python", sys.executable,
                "--with", GLANCE, "python", str(script), folder, str(count), str(SIZE), str(EVERY),
            ],
            capture_output=True,
            text=True,
        )  # fmt: skip
    if done.returncode:
        print(f"  Glance left out: {done.stderr.strip().splitlines()[-1:] or 'not installable'}")
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


def peak() -> float:
    """Of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(
    database: str, versions: int, walked: Walked, ours: list[float], theirs: list[float],
    glances: dict[str, Any] | None,
) -> int:  # fmt: skip
    assert walked.rows == versions
    pages = len(ours)
    seconds = {"ours, a page": sum(ours) / pages, "NetBox style, a page": sum(theirs) / pages}
    holds = list(_holds(walked, ours, theirs))
    if glances is not None:
        its = glances["seconds"]
        seconds["Glance, a page"] = sum(its) / len(its)
        holds.append(Hold("time of a page against Glance", *_ratio(seconds, "Glance, a page")))
    title = f"API lists: {versions:,} versions, {SIZE:,} a page, {database}"
    return 0 if show(title, seconds, holds) else 1


def _ratio(seconds: dict[str, float], peer: str) -> tuple[float, float]:
    return seconds["ours, a page"] / seconds[peer], 0.75


def _holds(walked: Walked, ours: list[float], theirs: list[float]) -> Iterator[Hold]:
    first, *rest = walked.queries
    yield Hold("queries of the page that asks most", float(max(walked.queries)), 12)
    yield Hold("queries more on a later page than on the first", float(max(rest) - first), 1)
    yield Hold("MiB of memory more at the end than after ten pages", walked.grown_mib, 16)
    early, late = ours[:3], ours[:-1][-3:]  # the last page of all may be short
    depth = sum(late) / len(late) / (sum(early) / len(early))
    yield Hold("time of the last pages against the first ones", depth, 1.5)
    yield Hold("time of a page against the NetBox-style list", sum(ours) / sum(theirs), 0.75)


if __name__ == "__main__":
    sys.exit(main())
