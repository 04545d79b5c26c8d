"""How apps prove themselves: a secret, or an assertion signed with their certificate's key."""

import json
import time
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from cryptography import x509
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from accounts.errors import LockedOut
from accounts.models import AppCertificate
from accounts.oauth.clients import ASSERTION, NONE, SECRET, Client, find_client
from accounts.oauth.errors import Refused, unknown_client
from accounts.oauth.server import ProtocolRequest
from accounts.services import attempts
from accounts.services.attempts import Limit


class Assertions(jws.JWSRegistry):
    """Clients send their whole chain of certificates in the header; it is not looked at."""

    max_header_length = 12 * 1024


METHODS = [ASSERTION, SECRET, NONE]
# Secrets are too long to guess; this keeps a mistaken client from asking on and on.
WRONG_PROOFS = Limit(30, timedelta(minutes=5), "Too many wrong secrets for this application")
ASSERTION_TYPE = JWTBearerClientAssertion.CLIENT_ASSERTION_TYPE
ALGORITHMS = ["RS256", "PS256"]
LONGEST_LIFE = 24 * 3600  # seconds ahead that an assertion may end
LEEWAY = 300  # clocks of build machines are not ours
LARGEST = 16 * 1024
REGISTRY = Assertions(algorithms=ALGORITHMS, strict_check_header=False)


def by_secret(query_client: Any, request: ProtocolRequest) -> Client | None:
    value = request.form.get("client_secret")
    if not value:
        return None
    client = _known(request.form.get("client_id", ""))
    with_guard(request, client, lambda: _check_secret(client, value))
    return client


def by_assertion(query_client: Any, request: ProtocolRequest) -> Client | None:
    form = request.form
    assertion = form.get("client_assertion")
    if not assertion:
        return None
    if form.get("client_assertion_type") != ASSERTION_TYPE or len(assertion) > LARGEST:
        raise _wrong_assertion("it is not a JWT of the type jwt-bearer")
    client = _known(form.get("client_id") or str(_unproven(assertion).get("sub", "")))
    with_guard(request, client, lambda: _check_assertion(request, client, assertion))
    return client


def by_name(query_client: Any, request: ProtocolRequest) -> Client | None:
    """Programs of people keep no secret: their codes prove what they need to."""
    if request.form.get("client_secret") or request.form.get("client_assertion"):
        return None
    client_id = request.form.get("client_id", "")
    return _known(client_id) if client_id else None


def with_guard(request: ProtocolRequest, client: Client, check: Any) -> None:
    """Wrong ones count per app and place they come from, so that nobody locks out another."""
    name = f"client:{client.client_id}@{request.address}"
    try:
        attempts.count(name, WRONG_PROOFS)
    except LockedOut as error:
        wait = error.data["seconds"]
        raise Refused("invalid_client", 50053, error.message, status=429, wait=wait) from error
    check()
    attempts.forgive(name)


def _known(client_id: str) -> Client:
    client = find_client(client_id)
    if client is None:
        raise unknown_client(client_id)
    return client


def _check_secret(client: Client, value: str) -> None:
    if client.check_client_secret(value):
        return
    raise Refused(
        "invalid_client",
        7000215,
        "Invalid client secret provided. Send the secret's value, not its id, and check that it "
        f"has not expired or been removed, for app '{client.client_id}'.",
        status=401,
    )


def _wrong_assertion(why: str) -> Refused:
    told = f"Client assertion failed signature validation or is not valid: {why}."
    return Refused("invalid_client", 700027, told, status=401)


def _unproven(assertion: str) -> dict[str, Any]:
    """What it says of itself, to find the certificate by; nothing of it is believed yet."""
    try:
        found = jws.extract_compact(assertion.encode(), registry=REGISTRY)
        claims = json.loads(found.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _wrong_assertion("it is malformed") from error
    return claims if isinstance(claims, dict) else {}


def _check_assertion(request: ProtocolRequest, client: Client, assertion: str) -> None:
    """Not refused when it comes twice: clients keep one for several sign-ins."""
    certificate = _certificate(client, assertion)
    public: Any = x509.load_pem_x509_certificate(certificate.pem.encode()).public_key()
    key = RSAKey.import_key(public)
    try:
        claims = jwt.decode(assertion, key, registry=REGISTRY).claims
        _check_claims(request, client, claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _wrong_assertion(str(error) or "it is malformed") from error
    client.credential = certificate


def _certificate(client: Client, assertion: str) -> AppCertificate:
    """The one whose thumbprint the header gives."""
    header = _header(assertion)
    sha1, sha256 = _hex(header.get("x5t")), _hex(header.get("x5t#S256"))
    named = {"thumbprint_sha256": sha256} if sha256 else {"thumbprint": sha1 or header.get("kid")}
    live: Any = AppCertificate.objects.filter(AppCertificate.live(), application=client.application)
    found: AppCertificate | None = live.filter(**named).first() if client.application else None
    if found is None:
        raise _wrong_assertion("no certificate of the app, good now, has its thumbprint")
    return found


def _header(assertion: str) -> dict[str, Any]:
    try:
        return dict(jws.extract_compact(assertion.encode(), registry=REGISTRY).headers())
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _wrong_assertion("it is malformed") from error


def _hex(thumbprint: Any) -> str:
    try:
        padded = str(thumbprint or "") + "=="
        return urlsafe_b64decode(padded.encode("ascii")).hex().upper()
    except ValueError:
        return ""


def _check_claims(request: ProtocolRequest, client: Client, claims: dict[str, Any]) -> None:
    own = {"essential": True, "value": str(client.client_id)}
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss=own,  # type: ignore[arg-type]
        sub=own,  # type: ignore[arg-type]
        aud={"essential": True, "values": _audiences(request)},
        exp={"essential": True},
    )
    registry.validate(claims)
    if claims["exp"] > time.time() + LONGEST_LIFE:
        raise ValueError("it is good for more than a day")


def _audiences(request: ProtocolRequest) -> list[str]:
    """The token endpoint as it was addressed, with the id or the domain of the tenant."""
    asked = request.http.build_absolute_uri(request.http.path)
    tenant = asked.removeprefix(request.base).strip("/").partition("/")[0]
    return [asked, f"{request.base}/{tenant}/v2.0", f"{request.base}/{tenant}", request.base]
