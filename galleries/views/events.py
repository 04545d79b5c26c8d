"""The last entries of the activity log, as a page shows them beside what they are about."""

from dataclasses import dataclass
from datetime import datetime

from accounts.filters import entries
from accounts.models import Access, Resource, User
from portal.audit.models import Entry, Outcome, Via

# Where the name of an image stands in the parts of an id; that of a version is two further on.
IMAGE = 10
ICONS = {"/delete": "trash", "roleAssignments/": "key", "/versions/": "layers"}


@dataclass(frozen=True)
class Event:
    """One entry as the timeline shows it; `page` is the resource whose page that is."""

    entry: Entry
    page: int

    @property
    def text(self) -> str:
        return str(self.entry)

    @property
    def note(self) -> str:
        """What went wrong, or which of the things on the page it is about."""
        if self.entry.error or self.entry.target_id == self.page:
            return self.entry.error
        return " ".join(self.entry.target_arm_id.split("/")[IMAGE::2])

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def icon(self) -> str:
        if self.entry.outcome == Outcome.FAILED:
            return "bad"
        if self.entry.via == Via.WORKER:
            return "check" if self.tone == "ok" else "globe"
        return next((icon for part, icon in ICONS.items() if part in self.entry.action), "edit")

    @property
    def tone(self) -> str:
        if self.entry.outcome == Outcome.FAILED:
            return "bad"
        if self.entry.via != Via.WORKER:
            return ""
        return "ok" if "completed" in self.entry.summary else "run"


def recent_events(access: Access, reader: User, card: Resource, most: int) -> list[Event]:
    """Of the resource and of what it contains, newest first, as the whole log tells this reader."""
    told = Entry.objects.filter(entries.readable(access, reader), entries.within(card))
    return [Event(entry, card.pk) for entry in told.order_by("-at", "-id")[:most]]
