"""`python -m tests.conformance.renew`: keep the API's description as it is now."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from portal.api.description.document import as_json  # noqa: E402
from tests.conformance.test_snapshot import SNAPSHOT  # noqa: E402

SNAPSHOT.write_text(as_json())
