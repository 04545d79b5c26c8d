"""What uploads are tested with."""

import random

from regions.models import Upload
from regions.services import upload_file

SIZE = 300_000
BYTES = random.Random(7).randbytes(SIZE)


def stored(upload: Upload) -> bytes:
    return upload_file.path_of(upload).read_bytes()
