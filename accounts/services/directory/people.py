"""People and apps of a tenant."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.choices import PRINCIPALS
from accounts.models import Tenant, User
from accounts.services.apps.registration import rename_app
from accounts.services.escalation import require_administrator
from accounts.services.owners import keeping_owners
from accounts.services.rows import check_fields, once
from portal.audit.services import Actor, record
from portal.errors import Conflict, InvalidInput

WRITE = f"{PRINCIPALS}/users/write"


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    tenant: Tenant,
    display_name: str,
    sign_in_name: str,
    password: str = "",
    is_administrator: bool = False,
) -> User:
    """Someone who can sign in; without a password, once they chose one by a link."""
    if is_administrator:
        require_administrator(actor)
    person = User(
        tenant=tenant,
        display_name=display_name.strip(),
        sign_in_name=_valid_sign_in_name(sign_in_name),
        is_installation_administrator=is_administrator,
    )
    check_fields(person)
    set_password(person, password)
    with once(f"{person.sign_in_name} is taken. Choose another.", field="sign_in_name"):
        person.save()
    after = {"sign_in_name": person.sign_in_name, "is_administrator": is_administrator}
    record(actor, WRITE, tenant.resource, f"created person {person}", after=after)
    return person


def _valid_sign_in_name(text: str) -> str:
    text = text.strip().lower()
    try:
        validate_email(text)
    except ValidationError as error:
        raise InvalidInput(
            f"{text!r} cannot be a sign-in name. Write it like an e-mail address, "
            "for example priya@contoso.example.",
            field="sign_in_name",
        ) from error
    return text


def set_password(user: User, password: str) -> None:
    """On the row in memory; an empty one means that nobody can sign in with a password."""
    if not password:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="password") from error
    user.set_password(password)


@transaction.atomic
def update_person(*, actor: Actor, user: User, display_name: str) -> User:
    before, user.display_name = user.display_name, display_name.strip()
    check_fields(user)
    with once(f"{user.tenant} already has an app named {user}. Choose another name."):
        user.save(update_fields=["display_name"])
        rename_app(user=user, name=user.display_name)
    record(
        actor,
        WRITE,
        user.tenant.resource,
        f"renamed {before} to {user}",
        before={"display_name": before},
        after={"display_name": user.display_name},
    )
    return user


@transaction.atomic
def set_active(*, actor: Actor, user: User, is_active: bool) -> User:
    """An inactive principal cannot sign in and holds no right; their grants wait."""
    if user.is_installation_administrator:
        require_administrator(actor)
        if not is_active:
            _require_another_administrator(user)
    before, user.is_active = user.is_active, is_active
    with keeping_owners():
        user.save(update_fields=["is_active"])
    record(
        actor,
        WRITE,
        user.tenant.resource,
        f"{'activated' if is_active else 'deactivated'} {user}",
        before={"is_active": before},
        after={"is_active": is_active},
    )
    return user


def _require_another_administrator(user: User) -> None:
    others = User.objects.filter(is_installation_administrator=True, is_active=True)
    if not others.exclude(pk=user.pk).exists():
        raise Conflict(
            f"{user} is the only active administrator of the installation. Make another one first. "
            "Nothing was changed."
        )
