from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from accounts.lookup import find_card, find_principal, find_role
from accounts.services.access_list import grants_of
from accounts.services.grants import remove_access
from portal.errors import NotFound


class Command(ActingCommand):
    help = "Removes a role that was given on the very resource named."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role")
        parser.add_argument(
            "--from", "--to", required=True, dest="principal", metavar="PRINCIPAL",
            help="person, app or group",
        )  # fmt: skip
        parser.add_argument(
            "--on", required=True, metavar="SCOPE", help="name, gallery/definition, or full id"
        )

    def run(self, role: str, principal: str, on: str, **options: Any) -> None:
        wanted, card = find_role(role), find_card(self.access, on)
        who = find_principal(self.principal, principal)
        held = [a for a in grants_of([who], card) if a.role == wanted]
        direct = [assignment for assignment in held if not assignment.is_inherited]
        if not direct:
            inherited = f" It is inherited from {held[0].scope.name}." if held else ""
            raise NotFound(f"{who} was not made {wanted.name} of {card.name} itself.{inherited}")
        remove_access(actor=self.actor, granter=self.access, grant=direct[0].grant)
        self.stdout.write(f"{who} is no longer {wanted.name} of {card.name}.")
