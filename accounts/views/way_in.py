"""What forms have in common that one leaves signed in."""

from django.http import HttpResponse

from accounts.services import known_browsers
from portal.views import FormPage


class WayIn(FormPage):
    """The browser is known from then on; see accounts.services.known_browsers."""

    public = True

    def leave(self, target: str, message: str) -> HttpResponse:
        response = super().leave(target, message)
        known_browsers.remember(response, self.request.user)
        return response
