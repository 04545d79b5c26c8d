from argparse import ArgumentParser
from typing import Any

from accounts.choices import ResourceType
from accounts.commands import ActingCommand
from accounts.lookup import find_tenant
from accounts.services import directory


class Command(ActingCommand):
    help = "Creates a subscription of a tenant."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--tenant", required=True, metavar="T", help="name, domain or id")

    def run(self, name: str, tenant: str, **options: Any) -> None:
        owner = find_tenant(self.access, tenant)
        self.require(f"{ResourceType.SUBSCRIPTION}/write", owner.resource)
        made = directory.create_subscription(actor=self.actor, tenant=owner, name=name)
        self.stdout.write(f"Created subscription {made} of {owner}, id {made.guid}.")
