"""Someone at the pages, without a browser."""

import http.cookiejar
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

PASSWORD = "quiet harbour at noon"
GALLERY = re.compile(r"/galleries/[0-9a-f-]{36}/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Person:
    """Keeps cookies, follows redirects, sends the forms of the pages it sees."""

    def __init__(self, url: str, trust: ssl.SSLContext | None = None) -> None:
        self.url = url
        self.token = ""
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=trust),
            urllib.request.ProxyHandler({}),
        )

    def set_up(self, link: str) -> None:
        """Open the link that was printed at the first start: Olga owns Contoso from now on."""
        self.get(link)
        self.post(
            link, organisation="Contoso", region="westus2", display_name="Olga Berg",
            sign_in_name="olga@contoso.example", password=PASSWORD, again=PASSWORD,
        )  # fmt: skip

    def gallery(self) -> str:
        """The path of the only gallery there is."""
        found = GALLERY.search(self.get("/galleries/"))
        assert found
        return found[0]

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=60) as answer:
            page: str = answer.read().decode()
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token
        return page

    def post(self, path: str, **fields: Any) -> str:
        """The page that it leads to."""
        fields["csrfmiddlewaretoken"] = self.token
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        # As a browser does; over TLS it is asked for.
        request = urllib.request.Request(self.url + path, body, {"Origin": self.url})  # noqa: S310
        with self.opener.open(request, timeout=120) as answer:
            page: str = answer.read().decode()
        return page

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """The headers of the answer, as the tus protocol needs them."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"X-CSRFToken": self.token, "Tus-Resumable": "1.0.0", "Origin": self.url}
        request = urllib.request.Request(self.url + path, body, named, method=method)  # noqa: S310
        with self.opener.open(request, timeout=120) as answer:
            return answer.headers
