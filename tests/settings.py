"""The product's settings, in a throw-away data folder, deaf to the developer's own environment."""

import atexit
import os
import shutil
import tempfile

for name in [name for name in os.environ if name.startswith("SIG_")]:
    del os.environ[name]
os.environ.pop("REDIS_URL", None)
if not os.environ.pop("SIG_TEST_POSTGRES", ""):
    os.environ.pop("DATABASE_URL", None)
os.environ["SIG_DATA"] = tempfile.mkdtemp(prefix="sig-test-")
atexit.register(shutil.rmtree, os.environ["SIG_DATA"], ignore_errors=True)

from portal.settings import *  # noqa: E402, F403

# The real algorithm at its cheapest, and pages that need no collected files.
PASSWORD_HASHERS = ["tests.support.hashers.QuickArgon2"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405
# The sample is loopback's; tests of it ask from there, on whichever database.
SIG_SAMPLE = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
