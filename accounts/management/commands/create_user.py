import sys
from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from accounts.lookup import find_tenant
from accounts.services import directory, setup
from accounts.services.directory import people
from portal.commands import address
from portal.errors import InvalidInput


class Command(ActingCommand):
    help = "Creates a person. Prints a one-time link to choose a password, unless one is given."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="sign-in name, in the form of an e-mail address")
        parser.add_argument("--tenant", required=True, metavar="T", help="name, domain or id")
        parser.add_argument("--name", default="", help="name to show; made from the sign-in name")
        parser.add_argument(
            "--administrator", action="store_true", help="administers the installation"
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def run(self, email: str, name: str, password_stdin: bool, **options: Any) -> None:
        tenant = find_tenant(self.access, options["tenant"])
        self.require(people.WRITE, tenant.resource)
        person = directory.create_person(
            actor=self.actor,
            tenant=tenant,
            display_name=name or _name_from(email),
            sign_in_name=email,
            password=_read_password() if password_stdin else "",
            is_administrator=options["administrator"],
        )
        self.stdout.write(f"Created {person} of {tenant}, who signs in as {person.sign_in_name}.")
        if not password_stdin:
            link = setup.make_user_link(actor=self.actor, user=person)
            self.stdout.write(f"To choose a password, once: {address()}{link}")


def _name_from(email: str) -> str:
    """Priya Raman, from priya.raman@contoso.example."""
    words = email.partition("@")[0].replace(".", " ").replace("_", " ")
    return words.title()


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise InvalidInput("Standard input holds no password. Nobody was created.")
    return password
