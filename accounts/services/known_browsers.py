"""Browsers in which somebody signed in before: strangers who guess do not lock them out.

A signed cookie for each sign-in name, OWASP's device cookie. It opens nothing: its bearer's guesses
are counted apart from those of strangers, and there are no more of them. It holds for the password
that was used, so who knew an old one is a stranger.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.choices import PrincipalKind
from accounts.models import User

LIVES = timedelta(days=180)


def remember(response: HttpResponse, user: User) -> None:
    """After they signed in."""
    response.set_signed_cookie(
        _cookie(user.sign_in_name),
        secrets.token_urlsafe(16),
        salt=_salt(user),
        max_age=LIVES,
        path=reverse("accounts:sign-in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def mark_of(request: HttpRequest, name: str) -> str:
    """Empty where nobody signed in with this name before."""
    user = User.objects.filter(sign_in_name=name, kind=PrincipalKind.PERSON).first()
    found = request.get_signed_cookie(_cookie(name), "", salt=_salt(user), max_age=LIVES)
    return str(found)


def _cookie(name: str) -> str:
    """One for each name, for people who share a browser; it does not tell the name."""
    return f"known-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _salt(user: User | None) -> str:
    person = f"{user.guid} {user.get_session_auth_hash()}" if user else ""
    return f"accounts.known-browser {person}"
