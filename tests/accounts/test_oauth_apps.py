"""Apps sign in with a secret or a certificate."""

import json
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from joserfc import jwt

from accounts.models import AppSecret, ServicePrincipal
from accounts.services import apps, directory
from tests.accounts.oauth import (
    HOST,
    app_of,
    ask,
    assertion_of,
    certificate_of,
    claims_of,
    token_by_secret,
)
from tests.support import factories


@pytest.fixture
def contoso(db):
    return factories.tenant("Contoso")


def test_a_secret_gives_a_token_of_the_app_in_its_tenant(client, contoso):
    app = app_of(contoso)

    answer = token_by_secret(client, contoso, app)

    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    claims = claims_of(body["access_token"])
    assert claims["aud"] == f"{HOST}/"
    assert claims["iss"] == f"{HOST}/{contoso.guid}/v2.0"
    assert claims["tid"] == str(contoso.guid)
    assert claims["oid"] == claims["sub"] == str(app.user.guid)
    assert claims["appid"] == str(app.application.client_id)
    assert claims["idtyp"] == "app"
    assert answer["Cache-Control"] == "no-store"
