"""A running web server gets the certificate that has taken the old one's place."""

import time
from collections.abc import Callable

from portal.supervisor import tls
from portal.supervisor.child import Child, Say
from portal.supervisor.tls import UnusableCertificate

EVERY = 60.0  # seconds
Clock = Callable[[], float]


class Renewal:
    """Called with every tick. The web server reads its files once, so it has to start again."""

    def __init__(self, web: Child, say: Say, clock: Clock = time.monotonic) -> None:
        self.web, self.say, self.clock = web, say, clock
        self.served = tls.pair().stamp
        self.trouble = ""
        self.look_again_at = clock() + EVERY

    def __call__(self) -> None:
        if self.clock() >= self.look_again_at:
            self.look_again_at = self.clock() + EVERY
            self._look()

    def _look(self) -> None:
        try:
            found = tls.pair().stamp
        except UnusableCertificate as error:
            self._keep(error.message)
            return
        if found != self.served:
            self.served = found
            self.say("There is a new certificate; the web server starts again with it.")
            self.web.ask_to_stop()

    def _keep(self, trouble: str) -> None:
        """Half of a pair may have been replaced; the old one is served until both are."""
        if trouble != self.trouble:
            self.trouble = trouble
            self.say(trouble)
