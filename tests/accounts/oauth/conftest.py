"""An app and a person of Contoso, and the token that the app has."""

import pytest

from tests.accounts.oauth.programs import app_of, token_by_secret
from tests.support import factories


@pytest.fixture
def app(contoso):
    return app_of(contoso)


@pytest.fixture
def token(client, contoso, app):
    return token_by_secret(client, contoso, app).json()["access_token"]


@pytest.fixture
def maya(contoso):
    return factories.person(contoso, "Maya Okafor")
