from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from accounts.services import directory
from accounts.services.escalation import require_administrator


class Command(ActingCommand):
    help = "Creates a tenant: a directory of people, apps and groups that owns subscriptions."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--domain", default="", help="like contoso.example; made from the name")

    def run(self, name: str, domain: str, **options: Any) -> None:
        require_administrator(self.actor)
        tenant = directory.create_tenant(actor=self.actor, name=name, domain=domain)
        self.stdout.write(f"Created tenant {tenant} ({tenant.domain}), id {tenant.guid}.")
