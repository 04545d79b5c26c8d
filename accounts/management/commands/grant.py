from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from accounts.lookup import find_card, find_principal, find_role
from accounts.services.grants import give_access


class Command(ActingCommand):
    help = "Gives a role on a tenant, subscription, resource group, gallery or definition."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help='for example Reader, or "Compute Gallery Image Reader"')
        parser.add_argument("--to", required=True, metavar="PRINCIPAL", help="person, app or group")
        parser.add_argument(
            "--on", required=True, metavar="SCOPE", help="name, gallery/definition, or full id"
        )

    def run(self, role: str, to: str, on: str, **options: Any) -> None:
        wanted, card = find_role(role), find_card(self.access, on)
        principal = find_principal(self.principal, to)
        give_access(
            actor=self.actor, granter=self.access, role=wanted, principal=principal, card=card
        )
        self.stdout.write(f"{principal} is now {wanted.name} of {card.name}.")
