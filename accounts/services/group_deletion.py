"""Deleting a resource group with all that is in it, by a worker, step by step.

Each resource goes by the service that people use too, in a transaction of its own, so a stop in
between leaves less to do for whoever goes on. What cannot go is named at the end, and the group
stays.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import deleters
from accounts.choices import DeletionState, ResourceType
from accounts.deleters import FEW, Deleter
from accounts.models import OPERATOR, Access, GroupDeletion, Resource, ResourceGroup, User
from accounts.services.apps.principals import access_of
from accounts.services.directory.subscriptions import delete_resource_group
from portal import request_id
from portal.audit.models import Outcome, Via
from portal.audit.services import Actor, record
from portal.errors import Conflict, Forbidden, PortalError

log = logging.getLogger(__name__)
TASK = "accounts.delete_groups"
DELETE = f"{ResourceType.RESOURCE_GROUP}/delete"
ANCESTORS = ("tenant", "subscription", "resource_group", "gallery", "definition")
AT_ONCE = 200
KEPT = timedelta(days=7)
PATIENCE = timedelta(hours=1)
FAULT = (
    "Deleting it fails again and again for a reason on our side, which the log of the worker has. "
    "What was deleted is gone; the group can be used, and deleted once more."
)


@transaction.atomic
def begin_group_deletion(*, actor: Actor, resource_group: ResourceGroup) -> GroupDeletion:
    """An empty group goes at once; otherwise the deletion that runs for it.

    Raises Conflict, naming all of it, for what would be in the way at the end.
    """
    group = ResourceGroup.objects.select_for_update().get(pk=resource_group.pk)
    running = GroupDeletion.objects.running().filter(resource_group=group).first()
    if running is not None:
        return running
    _require_no_obstacles(group)
    deletion = GroupDeletion(
        resource_group=group,
        user=actor.principal if isinstance(actor.principal, User) else None,
        via=actor.via,
        request_id=request_id.current(),
    )
    if not group.resource.children.exists():
        delete_resource_group(actor=actor, resource_group=group)
        deletion.resource_group, deletion.state = None, DeletionState.SUCCEEDED
        return deletion
    deletion.save()
    ResourceGroup.objects.filter(pk=group.pk).update(deleting_since=timezone.now())
    transaction.on_commit(wake)
    return deletion


def _require_no_obstacles(group: ResourceGroup) -> None:
    found = deleters.obstacles(group.resource)
    if found:
        raise Conflict(
            f"Deletion of resource group '{group}' is blocked: {'; '.join(found[:FEW])}. Nothing "
            "was deleted.",
            code="ResourceGroupDeletionBlocked",
        )


def wake() -> None:
    """A broker that is away loses nothing: workers look for what is left every few seconds."""
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("The broker is away, the deletion waits for the next look: %s", error)


def delete_groups() -> None:
    """What a worker does: a slice of every deletion that nobody else is at."""
    _end_without_group()
    due = GroupDeletion.objects.running().free().order_by("id")
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        if GroupDeletion.objects.running().take(pk):
            _go_on(pk)


def _go_on(pk: int) -> None:
    """Whatever goes wrong with one is not in the way of others; it is tried again for a while."""
    try:
        Deletion.of(GroupDeletion.objects.select_related("user").get(pk=pk)).go_on()
    except Exception:
        log.exception("The deletion %s of a resource group failed", pk)
        _give_up_in_time(pk)


@transaction.atomic
def _give_up_in_time(pk: int) -> None:
    """A mistake of ours does not mend itself, and somebody waits for the end."""
    now = timezone.now()
    late = GroupDeletion.objects.running().filter(pk=pk, started_at__lt=now - PATIENCE)
    if late.update(state=DeletionState.FAILED, error=FAULT, ended_at=now):
        ResourceGroup.objects.filter(deletions=pk).update(deleting_since=None)


def _end_without_group() -> None:
    """Somebody deleted it by its page as soon as it was empty."""
    gone = GroupDeletion.objects.running().filter(resource_group=None)
    gone.update(state=DeletionState.SUCCEEDED, ended_at=timezone.now())


class Left(Exception):
    """Another worker goes on with it."""


@dataclass
class Deletion:
    """One slice. `stuck` are cards that did not go, and those that contain them."""

    row: GroupDeletion
    group: ResourceGroup
    actor: Actor
    access: Access
    ends: float
    stuck: set[int] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, row: GroupDeletion) -> "Deletion":
        request_id.begin(row.request_id)
        group = ResourceGroup.objects.select_related("resource").get(pk=row.resource_group_id)
        principal = row.user or OPERATOR
        access = access_of(row.user) if row.user else Access()  # whoever is gone may do nothing
        ends = time.monotonic() + settings.SIG_SLICE_SECONDS
        return cls(row, group, Actor(principal, Via(row.via)), access, ends)

    def go_on(self) -> None:
        try:
            for deleter in deleters.in_order():
                self._delete_all(deleter)
        except Left:
            return
        self._finish()

    def _delete_all(self, deleter: Deleter) -> None:
        for card_id in self._cards(deleter):
            if time.monotonic() > self.ends:
                self._hand_over()
            deleted = self._delete(deleter, card_id)
            self._commit(deleted=self.row.deleted + deleted)
            self.row.deleted += deleted

    def _cards(self, deleter: Deleter) -> Iterator[int]:
        """The newest first: it may be made from an older one."""
        inside = Resource.objects.filter(resource_group=self.group.resource, type=deleter.type)
        while found := list(
            inside.exclude(pk__in=self.stuck)
            .order_by("-created_at", "-id")
            .values_list("pk", flat=True)[:AT_ONCE]
        ):
            yield from found

    @transaction.atomic
    def _delete(self, deleter: Deleter, card_id: int) -> bool:
        cards = Resource.objects.select_related(*ANCESTORS).select_for_update(of=("self",))
        card = cards.filter(pk=card_id).first()
        if card is None:
            return False
        try:
            with transaction.atomic():
                self._require(card)
                deleter.delete(self.actor, card)
        except PortalError as error:
            self.reasons.append(f"{card.arm_id}: {error.message}")
            self.stuck |= {card.pk, *(above.pk for above in card.ancestors())}
            return False
        return True

    def _require(self, card: Resource) -> None:
        """Rights are read anew: they may have been taken away since it began."""
        action = f"{card.type}/delete"
        if not self.access.can(action, card):
            raise Forbidden(f"The right {action} is missing.")

    def _commit(self, **changes: object) -> None:
        token = self.row.lease_token
        if token is None or not GroupDeletion.objects.commit(self.row.pk, token, **changes):
            raise Left

    def _hand_over(self) -> None:
        """Others may go first."""
        token = self.row.lease_token
        if token is not None:
            GroupDeletion.objects.release(self.row.pk, token)
        wake()
        raise Left

    @transaction.atomic
    def _finish(self) -> None:
        try:
            self._commit()
            if not self.reasons:
                with transaction.atomic():
                    self._require(self.group.resource)
                    delete_resource_group(actor=self.actor, resource_group=self.group)
        except Left:
            return
        except PortalError as error:
            self.reasons.append(error.message)
        self._end()

    def _end(self) -> None:
        error = self._told() if self.reasons else ""
        GroupDeletion.objects.filter(pk=self.row.pk).update(
            state=DeletionState.FAILED if error else DeletionState.SUCCEEDED,
            error=error,
            ended_at=timezone.now(),
            lease_token=None,
            leased_until=None,
        )
        if error:
            ResourceGroup.objects.filter(pk=self.group.pk).update(deleting_since=None)
            summary = f"could not delete resource group {self.group}"
            card = self.group.resource
            record(self.actor, DELETE, card, summary, outcome=Outcome.FAILED, error=error)

    def _told(self) -> str:
        count = self.row.deleted
        done = f"{count:,} {'resource was' if count == 1 else 'resources were'} deleted before."
        more = len(self.reasons) - FEW
        return (
            f"Deletion of resource group '{self.group}' did not complete. "
            f"{' '.join(self.reasons[:FEW])} {f'And {more:,} more. ' if more > 0 else ''}"
            f"{done if count else 'Nothing was deleted.'} Remove what is in the way, then delete "
            "the group again."
        )


def forget_old() -> None:
    """Ended deletions are kept for a week, as operations are."""
    GroupDeletion.objects.filter(ended_at__lt=timezone.now() - KEPT).delete()
