"""How tests ask for pages of accounts."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User


def as_(person: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="accounts.backends.LocalAccounts")
    return client


def address(name: str, *args: Any, **query: Any) -> str:
    return reverse(f"accounts:{name}", args=args, query=query or None)


def text_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def queries(ask: Callable[[], Any]) -> int:
    """How many it takes, once what is kept for the whole process is warm."""
    ask()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    return len(captured)
