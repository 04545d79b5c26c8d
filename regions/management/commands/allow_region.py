from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from accounts.lookup import find_subscription
from accounts.models import OPERATOR, Access
from accounts.services.escalation import require_administrator
from regions.services.regions import allow_region, resolve_region


class Command(ActingCommand):
    help = "Puts a subscription on the allow list of a restricted region."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subscription", metavar="SUBSCRIPTION", help="name or id")
        parser.add_argument("region", metavar="REGION", help='for example "Australia Central"')

    def run(self, subscription: str, region: str, **options: Any) -> None:
        require_administrator(self.actor)
        # As on the page: an administrator names subscriptions whose resources they do not see.
        found = find_subscription(Access.of(OPERATOR), subscription)
        place = resolve_region(region)
        if not place.is_restricted:
            self.stdout.write(f"{place} is open to every subscription. Nothing was changed.")
            return
        allow_region(actor=self.actor, subscription=found, region=place)
        self.stdout.write(f"{found} may use {place}.")
