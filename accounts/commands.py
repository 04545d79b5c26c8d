"""The command edge knows who acts: the operator of the installation, or somebody by name."""

from argparse import ArgumentParser
from typing import Any

from accounts.models import OPERATOR, Access, Principal, Resource, User
from portal.audit.models import Via
from portal.audit.services import Actor
from portal.commands import ProductCommand
from portal.errors import Forbidden, NotFound


class ActingCommand(ProductCommand):
    """Acts as the operator, who may do everything, or `--as EMAIL` with that person's rights."""

    principal: Principal
    actor: Actor
    access: Access

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--as",
            dest="acting_as",
            default="",
            metavar="EMAIL",
            help="act with this person's rights; else as the operator of the installation",
        )

    def begin(self, options: dict[str, Any]) -> None:
        self.principal = _person(options.pop("acting_as")) or OPERATOR
        self.actor = Actor(self.principal, Via.COMMAND)
        self.access = Access.of(self.principal)

    def require(self, action: str, card: Resource) -> None:
        """Refuse, naming the missing right, unless the action is allowed on the card."""
        if not self.access.can(action, card):
            raise Forbidden(
                f"{self.principal} may not do this on {card.name}: the right {action} is missing. "
                "Nothing was changed.",
                action=action,
                card=card,
            )


def _person(sign_in_name: str) -> User | None:
    if not sign_in_name:
        return None
    name = sign_in_name.strip().lower()
    found = User.objects.select_related("tenant").filter(sign_in_name=name, is_active=True).first()
    if found is None:
        raise NotFound(f"There is no active person or app with the sign-in name {sign_in_name}.")
    return found
