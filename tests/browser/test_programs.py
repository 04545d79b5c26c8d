"""A program on the person's own machine signs in through their browser."""

import json
import threading
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from accounts.clients import AZURE_CLI
from tests.browser import hands

pytestmark = pytest.mark.timeout(180)
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class Program(HTTPServer):
    """Waits on a port of its own choice for what the browser brings."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.brought: dict[str, str] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}"


class Listener(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.take(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self.take(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def take(self, text: str) -> None:
        if text:  # not the browser's question for an icon
            self.server.brought = {name: value for name, [value] in parse_qs(text).items()}
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Done</title><link rel='icon' href='data:,'><h1>Go back</h1>")

    def log_message(self, *args: Any) -> None:
        """Quietly."""


@pytest.fixture
def program() -> Iterator[Program]:
    started = Program()
    yield started
    started.shutdown()


@pytest.fixture
def page(house, visit):
    return visit(house.url, storage_state=house.owner)


def ask(page, program, mode):
    asked = {
        "client_id": AZURE_CLI.client_id,
        "response_type": "code",
        "redirect_uri": program.address,
        "response_mode": mode,
        "scope": "openid profile offline_access",
        "state": "s1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "select_account",
    }
    page.goto(f"/organizations/oauth2/v2.0/authorize?{urlencode(asked)}")


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_the_browser_carries_the_approval_back(house, page, program, mode):
    ask(page, program, mode)
    expect(hands.heading(page)).to_contain_text("Azure CLI")

    hands.button(page, "Sign it in").click()

    expect(hands.heading(page)).to_have_text("Go back")
    assert program.brought["state"] == "s1"
    assert exchanged(house.url, program)["token_type"] == "Bearer"


def test_denying_is_carried_back_too(page, program):
    ask(page, program, "query")

    hands.button(page, "Keep it out").click()

    expect(hands.heading(page)).to_have_text("Go back")
    assert program.brought["error"] == "access_denied"


def exchanged(url, program):
    sent = {
        "grant_type": "authorization_code",
        "client_id": AZURE_CLI.client_id,
        "code": program.brought["code"],
        "redirect_uri": program.address,
        "code_verifier": VERIFIER,
    }
    body = urlencode(sent).encode()
    with urllib.request.urlopen(f"{url}/organizations/oauth2/v2.0/token", body) as answer:  # noqa: S310
        return json.load(answer)
