"""Who calls the API, by the bearer token that the request carries."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class BearerAuthentication(BaseAuthentication):
    """No token is issued yet, so none is accepted."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        if request.headers.get("Authorization"):
            raise AuthenticationFailed("The access token is invalid.", "InvalidAuthenticationToken")
        return None

    def authenticate_header(self, request: Request) -> str:
        authority = request.build_absolute_uri("/organizations")
        return f'Bearer authorization_uri="{authority}", error="invalid_token"'
