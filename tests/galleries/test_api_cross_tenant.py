"""One app, let into two tenants, publishes in one from what lies in the other."""

import pytest
from rest_framework.test import APIClient

from accounts import roles
from accounts.services import apps
from galleries.models import ImageVersion
from tests.accounts.oauth.programs import app_of, token_by_secret
from tests.galleries.arm import path_of, version_body
from tests.support import factories, galleries
from tests.support.api import VERSION
from tests.support.regions import drain


@pytest.fixture
def foreign(disk) -> ImageVersion:
    """Of another tenant, which lets the app of `tool` read it."""
    made = galleries.version(disk=disk, regions=("westus2",))
    drain()
    return made


@pytest.fixture
def tool(house, foreign):
    """At home where it publishes; let in where it reads."""
    home = house.gallery.resource.subscription
    app = app_of(house.publisher.tenant, "tool", is_multi_tenant=True)
    factories.grant(roles.CONTRIBUTOR, app.user, home)
    there = foreign.definition.gallery.subscription.tenant
    away = apps.consent_to_app(actor=factories.ACTOR, tenant=there, application=app.application)
    factories.grant(roles.READER, away.user, foreign.definition)
    return app


def token_in(client, tenant, tool):
    return f"Bearer {token_by_secret(client, tenant, tool).json()['access_token']}"


def publish(house, foreign, **headers):
    path = path_of(house.image, "versions/2.0.0")
    return APIClient().put(
        f"{path}?api-version={VERSION}",
        version_body(foreign, "westus2"),
        format="json",
        headers=headers,
    )


def test_both_tokens_together_publish_across_tenants(client, house, foreign, tool):
    there = foreign.definition.gallery.subscription.tenant
    home = token_in(client, house.publisher.tenant, tool)

    alone = publish(house, foreign, authorization=home)
    together = publish(
        house,
        foreign,
        **{
            "authorization": home,
            "x-ms-authorization-auxiliary": token_in(client, there, tool),
        },
    )

    assert alone.status_code == 404
    assert together.status_code == 201, together.content
    drain()
    shown = APIClient().get(
        f"{together.json()['id']}?api-version={VERSION}", headers={"authorization": home}
    )
    assert shown.json()["properties"]["provisioningState"] == "Succeeded"


def test_the_second_token_opens_nothing_but_the_source(client, house, foreign, tool):
    there = foreign.definition.gallery.subscription.tenant
    headers = {
        "authorization": token_in(client, house.publisher.tenant, tool),
        "x-ms-authorization-auxiliary": token_in(client, there, tool),
    }

    answer = APIClient().get(f"{foreign.resource.arm_id}?api-version={VERSION}", headers=headers)

    assert answer.status_code == 404
