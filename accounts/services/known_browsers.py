"""Browsers in which somebody signed in before: strangers who guess do not lock them out.

A signed cookie for each sign-in name, OWASP's device cookie. It opens nothing: its bearer's guesses
are counted apart from those of strangers, and there are no more of them.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

LIVES = timedelta(days=180)


def remember(response: HttpResponse, name: str) -> None:
    """After somebody signed in with it."""
    response.set_signed_cookie(
        _cookie(name),
        secrets.token_urlsafe(16),
        salt=_salt(name),
        max_age=LIVES,
        path=reverse("accounts:sign-in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def mark_of(request: HttpRequest, name: str) -> str:
    """Empty where nobody signed in with this name before."""
    found = request.get_signed_cookie(_cookie(name), "", salt=_salt(name), max_age=LIVES)
    return str(found)


def _cookie(name: str) -> str:
    """One for each name, for people who share a browser; it does not tell the name."""
    return f"known-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _salt(name: str) -> str:
    return f"accounts.known-browser {name}"
