from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.commands import ActingCommand
from accounts.lookup import find_card, find_role, find_tenant
from accounts.models import Access, Resource, Subscription, User
from accounts.roles import Role
from accounts.services import apps
from accounts.services.apps import NewSecret, registration
from accounts.services.grants import give_access
from portal.commands import address
from portal.errors import InvalidInput

MOST_LISTED = 1_000


class Command(ActingCommand):
    help = "Registers an app with a secret, which is printed once, and may give it a role."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what people read, for example build-pipeline")
        parser.add_argument("--tenant", required=True, metavar="T", help="name, domain or id")
        parser.add_argument("--role", default="", help="for example Contributor, or Reader")
        parser.add_argument(
            "--on",
            action="append",
            default=[],
            metavar="SCOPE",
            help="where it gets the role: name, gallery/definition, or full id; may be repeated",
        )
        parser.add_argument("--multi-tenant", action="store_true", help="others may consent to it")
        parser.add_argument(
            "--days", type=int, default=180, help="until the secret ends; at most 730"
        )
        parser.add_argument(
            "--certificate", type=Path, metavar="FILE",
            help="it may sign in with the key of this certificate, in PEM, as well",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print JSON")

    def run(self, name: str, role: str, on: list[str], json: bool, **options: Any) -> None:
        tenant = find_tenant(self.access, options["tenant"])
        self.require(registration.WRITE, tenant.resource)
        wanted, cards = self._wanted(role, on)
        with transaction.atomic():  # no half-made app is left where a role cannot be given
            user = apps.create_app(
                actor=self.actor,
                tenant=tenant,
                name=name,
                is_multi_tenant=options["multi_tenant"],
            )
            new = self._secret(user, options["days"])
            self._certify(user, options["certificate"])
            for card in cards:
                give_access(
                    actor=self.actor, granter=self.access, role=wanted, principal=user, card=card
                )
        self._tell(user, new, json)

    def _wanted(self, role: str, on: list[str]) -> tuple[Any, list[Resource]]:
        if bool(role) != bool(on):
            raise InvalidInput("--role and --on belong together. Nothing was created.")
        wanted: Role | None = find_role(role) if role else None
        return wanted, [find_card(self.access, scope) for scope in on]

    def _secret(self, user: User, days: int) -> NewSecret:
        if not 1 <= days <= 730:
            raise InvalidInput("--days must be from 1 to 730. Nothing was created.")
        return apps.create_secret(
            actor=self.actor,
            application=user.as_service.application,
            name="create_app",
            expires_at=timezone.now() + timedelta(days=days) - timedelta(minutes=1),
        )

    def _certify(self, user: User, file: Path | None) -> None:
        if file is None:
            return
        try:
            pem = file.read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{file} cannot be read ({error}). Nothing was created.") from error
        application = user.as_service.application
        apps.add_certificate(actor=self.actor, application=application, pem=pem, name=file.name)

    def _tell(self, user: User, new: NewSecret, as_json: bool) -> None:
        facts = {
            "tenantId": str(user.tenant.guid),
            "clientId": str(new.secret.application.client_id),
            "clientSecret": new.value,
            "subscriptions": _subscriptions(user),
        }
        if as_json:
            self.emit(facts)
            return
        self.stdout.write(f"Created app {user} of {user.tenant}, good until {_day(new)}.")
        self.stdout.write(f"Application id  {facts['clientId']}")
        self.stdout.write(f"Tenant id       {facts['tenantId']}")
        self.stdout.write(f"Secret, once    {facts['clientSecret']}")
        self.stdout.write(f"Address         {address()}")


def _subscriptions(user: User) -> list[str]:
    """Those that it can read, or reach something in."""
    access = Access.of(user)
    reached = {
        card.subscription_id
        for card in Resource.objects.filter(access.readable())
        .exclude(subscription=None)
        .only("subscription_id")[:MOST_LISTED]
    }
    found = Subscription.objects.filter(resource__in=reached).order_by("name")
    return [str(guid) for guid in found.values_list("resource__guid", flat=True)]


def _day(new: NewSecret) -> str:
    return f"{new.secret.expires_at:%Y-%m-%d}"
