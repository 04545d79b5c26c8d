"""What a person reads who starts it."""

import http.client
import ssl
from collections.abc import Callable

from django.conf import settings

from portal.commands import address
from portal.supervisor import tls
from portal.supervisor.child import Say

TRUST = """
  Trust       {file}
              The portal's certificate is signed by this installation's own authority.
              Browsers: import the file as an authority. az, Python: REQUESTS_CA_BUNDLE={file}
              Node.js: NODE_EXTRA_CA_CERTS={file}  curl: --cacert {file}"""


class Greeting:
    """Told once, as soon as the portal answers; then `afterwards` runs."""

    def __init__(self, say: Say, first_link: str, afterwards: Callable[[], None]) -> None:
        self.say, self.first_link, self.afterwards = say, first_link, afterwards
        self.is_told = False

    def __call__(self) -> None:
        if not self.is_told and answers():
            self.is_told = True
            self._tell()
            self.afterwards()

    def _tell(self) -> None:
        self.say(f"\n  Open        {address()}")
        if self.first_link:
            self.say(f"  First time  {address()}{self.first_link}")
            self.say("              This link names the organisation and its administrator, once.")
        if settings.HAS_LOCAL_CA:
            self.say(TRUST.format(file=tls.authority_file()))
        self.say("\nCtrl+C stops everything.\n")


def answers() -> bool:
    connection = _connection()
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connection() -> http.client.HTTPConnection:
    if not settings.SIG_TLS:
        return http.client.HTTPConnection(settings.SIG_HOST, settings.SIG_PORT, timeout=1)
    # Our own port, where the certificate may name only what people type.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(
        settings.SIG_HOST, settings.SIG_PORT, timeout=1, context=context
    )
