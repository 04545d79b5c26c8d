from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from accounts.lookup import find_card
from accounts.services.access_list import Assignment, Listing, all_access
from accounts.services.grants import READ, told_tenant


class Command(ActingCommand):
    help = "Lists who has access to a resource: given there, or inherited from above."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scope", help="name, gallery/definition, or full id")
        parser.add_argument("--json", action="store_true", help="for programs")

    def run(self, scope: str, json: bool, **options: Any) -> None:
        card = find_card(self.access, scope)
        self.require(READ, card)
        told = told_tenant(card, self.principal, self.access)
        rows = [_row(assignment) for assignment in all_access(Listing(card, tenant=told))]
        if json:
            self.emit(rows)
        else:
            self.table(rows, ["principal", "kind", "role", "scope", "inherited", "expires"])


def _row(assignment: Assignment) -> dict[str, Any]:
    grant = assignment.grant
    return {
        "principal": str(assignment.principal),
        "principalId": str(assignment.principal.guid),
        "kind": assignment.kind,
        "role": assignment.role.name,
        "scope": assignment.scope.name,
        "scopeId": assignment.scope.arm_id,
        "inherited": assignment.is_inherited,
        "expires": grant.expires_at and grant.expires_at.isoformat(timespec="seconds"),
    }
