from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from accounts.choices import ResourceType
from accounts.commands import ActingCommand
from accounts.lookup import find_subscription, find_type
from accounts.models import Resource
from portal.paging import MOST, page


class Command(ActingCommand):
    help = "Lists everything that one can read, across subscriptions."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--subscription", default="", metavar="S", help="name or id")
        parser.add_argument("--type", default="", help="for example gallery, or the full type")
        parser.add_argument("--json", action="store_true", help="for programs")

    def run(self, subscription: str, type: str, json: bool, **options: Any) -> None:
        cards = Resource.objects.filter(self.access.readable())
        if subscription:
            found = find_subscription(self.access, subscription)
            cards = cards.filter(subscription=found.resource)
        if type:
            cards = cards.filter(type=find_type(type))
        rows = [_row(card) for card in _all(cards.select_related(*ANCESTORS))]
        if json:
            self.emit(rows)
        else:
            self.table(rows, ["name", "kind", "location", "resourceGroup", "subscription"])


ANCESTORS = ("tenant", "subscription", "resource_group")


def _all(cards: Any) -> Iterator[Resource]:
    """By keyset pages, newest first, so that no transaction stays open meanwhile."""
    cursor = ""
    while True:
        found = page(cards, cursor=cursor, size=MOST)
        yield from found.rows
        cursor = found.next
        if not cursor:
            return


def _row(card: Resource) -> dict[str, Any]:
    above = {column: getattr(card, column) for column in ANCESTORS}
    names = {column: found.name if found else "" for column, found in above.items()}
    return {
        "id": card.arm_id,
        "name": card.name,
        "type": card.type,
        "kind": ResourceType(card.type).label,
        "location": card.region,
        "resourceGroup": names["resource_group"],
        "subscription": names["subscription"],
        "tenant": names["tenant"],
        "tags": card.tags,
        "created": card.created_at.isoformat(timespec="seconds"),
    }
