"""Takes the whole sample organisation away, in whatever state it is.

Versions first and tenants last, by the services that people use too; a stop in between leaves less
to do for the next time. Bytes go when no row speaks of them any more; what a worker still writes
meanwhile is freed by the daily prune.
"""

import shutil

from django.db.models import Q
from django.utils import timezone

from accounts.models import ResourceGroup
from accounts.services.directory.subscriptions import delete_resource_group, delete_subscription
from accounts.services.directory.tenants import delete_tenant
from galleries.services.definitions import delete_definition
from galleries.services.galleries import delete_gallery
from galleries.services.versions import delete_version
from portal.audit.services import Actor
from portal.sample import rows, state
from portal.sample.load import disks_folder
from portal.sample.state import State
from regions.models import Upload
from regions.services.forget import forget_tenant
from regions.services.uploads import expire_uploads


def remove(actor: Actor) -> None:
    state.write(State.REMOVED)
    with state.alone():  # a loader that is at work sees the word and leaves
        tenants = [tenant.guid for tenant in rows.tenants()]
        _remove_catalogue(actor)
        _remove_uploads()
        _remove_directory(actor)
        for tenant in tenants:
            forget_tenant(tenant)
        shutil.rmtree(disks_folder(), ignore_errors=True)


def _remove_catalogue(actor: Actor) -> None:
    """The newest version first: it may be made from an older one."""
    for version in rows.versions().select_related("definition").order_by("-pk"):
        delete_version(actor=actor, version=version)
    for definition in rows.definitions():
        delete_definition(actor=actor, definition=definition)
    for gallery in rows.galleries():
        delete_gallery(actor=actor, gallery=gallery)


def _remove_uploads() -> None:
    theirs = Upload.objects.filter(
        Q(scope__tenant__in=rows.tenants().values("resource")) | Q(owner__tenant__in=rows.tenants())
    )
    theirs.update(expires_at=timezone.now())
    while theirs.exists() and expire_uploads():
        pass


def _remove_directory(actor: Actor) -> None:
    for group in ResourceGroup.objects.filter(subscription__in=rows.subscriptions()):
        delete_resource_group(actor=actor, resource_group=group)
    for subscription in rows.subscriptions():
        delete_subscription(actor=actor, subscription=subscription)
    for tenant in rows.tenants():
        delete_tenant(actor=actor, tenant=tenant)
