from typing import Any

from accounts.commands import ActingCommand
from accounts.services import signing_keys
from portal.errors import Forbidden


class Command(ActingCommand):
    help = (
        "Replaces every key that tokens are signed with, for when one may have leaked. Keys are "
        "replaced by themselves every 90 days without anybody noticing."
    )

    def run(self, **options: Any) -> None:
        if self.principal.pk is not None:
            raise Forbidden("Only the operator of the installation can do this.")
        signing_keys.replace_all(actor=self.actor)
        self.stdout.write("Every access token issued so far is refused; programs ask for new ones.")
