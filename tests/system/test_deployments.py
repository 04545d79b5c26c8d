"""Templates are carried out by real workers, which die meanwhile."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.system.installation import Installation, running, wait_until

pytestmark = pytest.mark.timeout(400)
LEASE = 4  # seconds; short, so that a lost lease is found again within the test
IMAGES = 60
TEMPLATE = {
    "resources": [
        {
            "type": "Microsoft.Compute/galleries",
            "apiVersion": "2024-03-03",
            "name": "many",
            "location": "[resourceGroup().location]",
        },
        {
            "type": "Microsoft.Compute/galleries/images",
            "apiVersion": "2024-03-03",
            "name": "[format('many/image{0}', copyIndex())]",
            "location": "[resourceGroup().location]",
            "copy": {"name": "images", "count": IMAGES},
            "properties": {
                "osType": "Linux",
                "osState": "Generalized",
                "identifier": {
                    "publisher": "contoso",
                    "offer": "many",
                    "sku": "[string(copyIndex())]",
                },
            },
        },
    ],
}


@dataclass(frozen=True)
class Client:
    """An app with its token."""

    url: str
    group: str
    token: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}{self.group}{path}?api-version=2024-03-03",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


@pytest.fixture
def installation(tmp_path) -> Iterator[Installation]:
    with running(tmp_path / "var", SIG_LEASE_SECONDS=str(LEASE)) as started:
        started.command("create_tenant", "Contoso")
        started.command("create_subscription", "Platform", "--tenant", "Contoso")
        yield started


@pytest.fixture
def client(installation) -> Client:
    app = installation.json(
        "create_app", "pipeline", "--tenant", "Contoso", "--role", "Owner", "--on", "Platform"
    )
    asked = {
        "grant_type": "client_credentials",
        "client_id": app["clientId"],
        "client_secret": app["clientSecret"],
        "scope": f"{installation.url}/.default",
    }
    address = f"{installation.url}/{app['tenantId']}/oauth2/v2.0/token"
    data = urllib.parse.urlencode(asked).encode()
    with urllib.request.urlopen(address, data, timeout=60) as answer:  # noqa: S310
        token = json.load(answer)["access_token"]
    group = f"/subscriptions/{app['subscriptions'][0]}/resourceGroups/images"
    made = Client(installation.url, group, token)
    made.call("PUT", "", {"location": "westus2"})
    return made


def test_all_is_made_although_every_worker_dies(installation, client):
    deployment = "/providers/Microsoft.Resources/deployments/many"

    def made() -> int:
        steps = client.call("GET", f"{deployment}/operations")["value"]
        return sum(step["properties"]["provisioningState"] == "Succeeded" for step in steps)

    def ended() -> Any:
        shown = client.call("GET", deployment)["properties"]
        return shown if shown["provisioningState"] not in {"Accepted", "Running"} else None

    properties = {"mode": "Incremental", "template": TEMPLATE}
    client.call("PUT", deployment, {"properties": properties})
    wait_until(lambda: made() > 5, "the first images")
    was_running = ended() is None
    killed = installation.kill("celery", "worker")

    shown = wait_until(ended, "the deployment to end", every=0.5)

    assert was_running
    assert killed
    assert shown["provisioningState"] == "Succeeded", shown
    assert len(shown["outputResources"]) == IMAGES + 1
