"""Take a tenant's bytes away at once, when no row speaks of them any more."""

import logging
import shutil
from uuid import UUID

from imagestore.errors import StoreError
from regions.stores import every_store, indexes_of, store_folder

log = logging.getLogger(__name__)


def forget_tenant(tenant: UUID) -> None:
    """In every store that answers; what is left elsewhere is freed by a later prune."""
    for store in every_store():
        try:
            shutil.rmtree(store_folder(*store) / str(tenant), ignore_errors=True)
        except StoreError as error:
            log.warning("Bytes of %s were left behind: %s", tenant, error)
    for folder in indexes_of(str(tenant)):
        shutil.rmtree(folder, ignore_errors=True)
