"""What a browser leaves behind when somebody signs in with it."""

from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from accounts.services import sign_in
from accounts.sessions import SessionStore


def signed_in(user: User, browser: str = "Firefox") -> HttpRequest:
    request = RequestFactory(headers={"User-Agent": browser}).get("/")
    request.session = SessionStore()
    request.user = user
    sign_in.start_session(request, user)
    request.session.save()
    return request


def is_signed_in(request: HttpRequest) -> bool:
    """Whether the next request with the same cookie still has a user."""
    again = RequestFactory().get("/")
    again.session = SessionStore(request.session.session_key)
    return get_user(again).is_authenticated
