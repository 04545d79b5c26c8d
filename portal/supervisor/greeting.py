"""What a person reads who starts it."""

import http.client
from collections.abc import Callable

from django.conf import settings

from portal.commands import address
from portal.supervisor.child import Say


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
        self.say("\nCtrl+C stops everything.\n")


def answers() -> bool:
    host = settings.SIG_HOST
    connection = http.client.HTTPConnection(host, settings.SIG_PORT, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
