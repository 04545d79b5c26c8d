"""What a proxy says of its client is believed from a proxy alone."""

import json
import os
import subprocess
import sys
from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.middleware import ForwardedMiddleware

PROXY = "10.0.0.9"
SAID = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
FACTS = ("IS_HTTPS", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "SIG_SAMPLE", "HAS_LOCAL_CA")


def seen(sender: str, **headers: str) -> tuple[str, str]:
    """Scheme and address of a request, after the middleware."""
    requests: list[HttpRequest] = []

    def keep(request: HttpRequest) -> HttpResponse:
        requests.append(request)
        return HttpResponse()

    ForwardedMiddleware(keep)(RequestFactory().get("/", REMOTE_ADDR=sender, **headers))
    return str(requests[0].scheme), requests[0].META["REMOTE_ADDR"]


@pytest.fixture
def behind_proxies(settings) -> None:
    settings.SIG_PROXIES = [ip_network("10.0.0.0/24"), ip_network("::1")]


def test_without_proxies_nobody_is_believed(settings):
    settings.SIG_PROXIES = []

    assert seen("127.0.0.1", **SAID) == ("http", "127.0.0.1")


@pytest.mark.usefixtures("behind_proxies")
def test_a_proxy_is_believed():
    assert seen(PROXY, **SAID) == ("https", "203.0.113.7")


@pytest.mark.usefixtures("behind_proxies")
@pytest.mark.parametrize("sender", ["10.0.1.9", "127.0.0.1", "", "unknown"])
def test_a_stranger_is_not(sender):
    assert seen(sender, **SAID) == ("http", sender)


@pytest.mark.usefixtures("behind_proxies")
def test_what_the_client_wrote_before_the_proxy_is_not_believed():
    forged = {
        "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.7, 10.0.0.8",
        "HTTP_X_FORWARDED_PROTO": "https, http",
    }

    assert seen(PROXY, **forged) == ("http", "203.0.113.7")


@pytest.mark.usefixtures("behind_proxies")
@pytest.mark.parametrize("nonsense", ["", "unknown", "203.0.113.7; DROP", "<script>", "," * 500])
def test_nonsense_from_a_proxy_leaves_the_proxy(nonsense):
    assert seen(PROXY, HTTP_X_FORWARDED_FOR=nonsense) == ("http", PROXY)


@pytest.mark.usefixtures("behind_proxies")
def test_an_address_in_the_other_notation_is_the_same_proxy():
    assert seen("::ffff:10.0.0.9", **SAID)[0] == "https"


def settings_with(**environment: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIG_")}
    data = {"SIG_DATA": os.environ["SIG_DATA"], "DATABASE_URL": ""}
    names = [*FACTS, "proxies"]
    code = (
        "import json; from portal import settings as s; s.proxies = len(s.SIG_PROXIES); "
        f"print(json.dumps({{name: getattr(s, name) for name in {names}}}))"
    )
    told = subprocess.check_output(
        [sys.executable, "-c", code], env={**kept, **data, **environment}, text=True
    )
    return json.loads(told)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, (False, 0, False, True, False, 0)),
        ({"SIG_TLS": "1"}, (True, 0, True, True, True, 0)),
        ({"SIG_URL": "http://gallery.example"}, (False, 0, False, False, False, 2)),
        ({"SIG_URL": "https://gallery.example"}, (True, 31_536_000, True, False, False, 2)),
        (
            {"SIG_URL": "https://gallery.example", "SIG_TLS": "1"},
            (True, 0, True, False, True, 0),
        ),
        (
            {"SIG_URL": "https://gallery.example", "SIG_TLS_CERT": "/c", "SIG_TLS_KEY": "/k"},
            (True, 31_536_000, True, False, False, 0),
        ),
        ({"SIG_TLS_CERT": "/c", "SIG_TLS_KEY": "/k"}, (True, 0, True, True, False, 0)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_cookies_and_strictness_follow_what_people_type(environment, expected):
    found = settings_with(**environment)

    assert tuple(found.values()) == expected
