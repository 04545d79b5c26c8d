"""OpenStack Glance's own list of as many images; run by an interpreter that has Glance.

Prints one line of JSON: seconds of the pages that were asked for, and how memory grew.
"""

import json
import os
import resource
import sys
import time
import uuid
from pathlib import Path
from typing import Any

CONFIGURATION = """
[database]
connection = sqlite:///{folder}/glance.sqlite
[paste_deploy]
flavor =
[oslo_policy]
enforce_scope = false
enforce_new_defaults = false
[glance_store]
stores = file
default_store = file
filesystem_store_datadir = {folder}/images
"""
PASTE = """
[pipeline:glance-api]
pipeline = unauthenticated-context rootapp
[composite:rootapp]
paste.composite_factory = glance.api:root_app_factory
/v2: apiv2app
[app:apiv2app]
paste.app_factory = glance.api.v2.router:API.factory
[filter:unauthenticated-context]
paste.filter_factory = glance.api.middleware.context:UnauthenticatedContextMiddleware.factory
"""


def main(folder: Path, count: int, size: int, every: int) -> None:
    app = start(folder)
    fill(folder / "glance.sqlite", count)
    print(json.dumps(walk(app, size, every)))


def start(folder: Path) -> Any:
    (folder / "images").mkdir()
    (folder / "glance-api.conf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "glance-api-paste.ini").write_text(PASTE)
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(folder)
    from glance.common import config
    from glance.db.sqlalchemy import api, models

    config.parse_args(args=["--config-file", str(folder / "glance-api.conf")])
    config.CONF.set_override("config_file", str(folder / "glance-api-paste.ini"), "paste_deploy")
    models.register_models(api.get_engine())
    return config.load_paste_app("glance-api")


def fill(file: Path, count: int) -> None:
    import sqlite3

    now = "2026-01-01 00:00:00.000000"
    with sqlite3.connect(file) as connection:
        connection.executemany(
            "INSERT INTO images (id, name, size, status, visibility, checksum, disk_format, "
            "container_format, created_at, updated_at, deleted, min_disk, min_ram, protected, "
            "owner, os_hidden) VALUES (?, ?, 1, 'active', 'public', 'x', 'raw', 'bare', ?, ?, 0, "
            "0, 0, 0, 'bench', 0)",
            ((str(uuid.UUID(int=n)), f"1.0.{n}", now, now) for n in range(count)),
        )
        connection.executemany(
            "INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted) "
            "VALUES (?, 'replica_count', '1', ?, ?, 0)",
            ((str(uuid.UUID(int=n)), now, now) for n in range(count)),
        )


def walk(app: Any, size: int, every: int) -> dict[str, Any]:
    address, seconds, number, settled, seen = f"/v2/images?limit={size}", [], 0, 0.0, 0
    while address:
        begun = time.perf_counter()
        body = ask(app, address)
        if number % every == 0:
            seconds.append(time.perf_counter() - begun)
        address, number, seen = body.get("next", ""), number + 1, seen + len(body["images"])
        settled = settled or (peak() if number == 10 else 0)
    return {"seconds": seconds, "pages": number, "rows": seen, "grown_mib": peak() - settled}


def ask(app: Any, address: str) -> dict[str, Any]:
    from webob import Request

    answer = Request.blank(address).get_response(app)
    assert answer.status_int == 200, answer.text
    return dict(json.loads(answer.body))


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:]))
