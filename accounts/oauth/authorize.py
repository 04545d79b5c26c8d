"""The page on which a person lets a program act for them, and the way back to it."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP, build_policy

from accounts.oauth.authority import SERVER
from accounts.oauth.errors import Refused, description
from accounts.oauth.person_grants import CodeGrant
from accounts.oauth.scopes import audience_of
from accounts.oauth.server import ProtocolRequest
from accounts.services import connections
from portal.errors import Forbidden, PortalError
from portal.views import PortalView

FORM_POST = "form_post"
MODES = {"", "query", FORM_POST}


class Authorize(PortalView):
    """`decision` is approve, deny, or switch: sign in as somebody else.

    Until the address to go back to is known to be the program's, refusals stay on this page.
    """

    public = True
    template = "accounts/authorize.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.asked = ProtocolRequest(request, kwargs["tenant"], values=request.GET)
            return super().dispatch(request, *args, **kwargs)
        except OAuth2Error as error:
            return self._refuse(error)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        grant = self._grant()
        user: Any = request.user
        if self.asked.form.get("prompt") == "none":
            raise _needs_a_person(grant.redirect_uri)
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        program = self.asked.client.program
        reason = _reason_against(self.asked, user)
        context = {"program": program, "host": _origin(grant.redirect_uri), "reason": reason}
        response = self.render(self.template, context, status=403 if reason else 200)
        return _leading_to(response, grant.redirect_uri)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        grant, decision = self._grant(), request.POST.get("decision")
        user: Any = request.user
        if decision == "switch":
            logout(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if decision != "approve":
            user = None
        elif reason := _reason_against(self.asked, user):
            raise Forbidden(reason)
        return self._send_back(grant, user)

    def _grant(self) -> CodeGrant:
        """What is asked for, found sound. Raises OAuth2Error, with an address once that is known
        to be the program's."""
        grant = SERVER.get_consent_grant(self.asked)
        try:
            mode = self.asked.form.get("response_mode", "")
            if mode not in MODES:
                told = f"response_mode '{mode[:30]}' is not supported."
                raise Refused("invalid_request", 70007, told)
            audience_of(self.asked.payload.scope or "", self.asked.base)
            self.asked.asked_tenant()
        except OAuth2Error as error:
            error.redirect_uri, error.state = grant.redirect_uri, self.asked.payload.state
            raise
        return grant

    def _send_back(self, grant: CodeGrant, user: Any) -> HttpResponse:
        self.asked.user = user
        if user is None:
            raise _declined(grant.redirect_uri, self.asked)
        code = grant.generate_authorization_code()
        return self._back_with(grant.redirect_uri, {"code": code})

    def _refuse(self, error: OAuth2Error) -> HttpResponse:
        told = description(error)
        if not error.redirect_uri:
            return self.explain(PortalError(told, code=error.error))
        values = {"error": error.error, "error_description": told}
        return self._back_with(error.redirect_uri, values)

    def _back_with(self, address: str, values: dict[str, str]) -> HttpResponse:
        state = self.asked.payload.state
        values = {**values, **({"state": state} if state else {})}
        if self.asked.form.get("response_mode") == FORM_POST:
            context = {"address": address, "values": values}
            response = self.render("accounts/post_back.html", context)
        else:
            joined = "&" if urlsplit(address).query else "?"
            response = HttpResponse(
                status=302, headers={"Location": f"{address}{joined}{urlencode(values)}"}
            )
        return _leading_to(response, address)


def _needs_a_person(address: str) -> Refused:
    error = Refused("interaction_required", 50058, "A person must approve this sign-in.")
    error.redirect_uri = address
    return error


def _declined(address: str, asked: ProtocolRequest) -> Refused:
    error = Refused("access_denied", 65004, "The person declined to let the app act for them.")
    error.redirect_uri = address
    return error


def _reason_against(asked: ProtocolRequest, user: Any) -> str:
    """Empty when this person can approve."""
    try:
        connections.require_may_ask(asked.client.program, user, asked.asked_tenant())
    except Forbidden as error:
        return error.message
    return ""


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _leading_to(response: HttpResponse, address: str) -> HttpResponse:
    """Browsers hold a form's whole way, redirects included, to what the policy allows."""
    allowed: dict[str, Any] = {**settings.SECURE_CSP, "form-action": [CSP.SELF, _origin(address)]}
    response["Content-Security-Policy"] = build_policy(allowed)
    return response
