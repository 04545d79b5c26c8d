from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from accounts.commands import ActingCommand
from accounts.lookup import find_principal, find_tenant
from accounts.models import Group, Tenant, User
from accounts.services import directory
from accounts.services.directory import groups
from portal.errors import InvalidInput


class Command(ActingCommand):
    help = "Creates a group of a tenant, with members."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--tenant", required=True, metavar="T", help="name, domain or id")
        parser.add_argument(
            "--member", action="append", default=[], metavar="EMAIL", help="may be repeated"
        )

    def run(self, name: str, tenant: str, member: list[str], **options: Any) -> None:
        owner = find_tenant(self.access, tenant)
        self.require(groups.WRITE, owner.resource)
        members = [self._member(text) for text in member]
        group = self._create(owner, name, members)
        joined = f" with {', '.join(map(str, members))}" if members else ""
        self.stdout.write(f"Created group {group} of {owner}{joined}, id {group.guid}.")

    def _member(self, text: str) -> User:
        found = find_principal(self.principal, text)
        if isinstance(found, User):
            return found
        raise InvalidInput(f"{found} is a group. Groups hold people and apps.")

    @transaction.atomic
    def _create(self, tenant: Tenant, name: str, members: list[User]) -> Group:
        group = directory.create_group(actor=self.actor, tenant=tenant, name=name)
        for user in members:
            directory.add_member(actor=self.actor, group=group, user=user)
        return group
