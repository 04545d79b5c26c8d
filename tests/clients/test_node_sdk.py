"""The Node SDK, in one run: every step's answer is judged by a test."""

import pytest

from tests.clients.node import Node

pytestmark = pytest.mark.skipif(
    Node.is_missing(), reason="There is no Node.js, or its SDK was not installed."
)


@pytest.fixture(scope="module")
def steps(node, installation, contoso, group, disk):
    told = installation.json(
        "publish_image", disk, "--tenant", "Contoso", "--subscription", "Platform",
        "--resource-group", group, "--gallery", "nodesource", "--definition", "ubuntu",
        "--version", "1.0.0", "--publisher", "Contoso", "--offer", "Base", "--sku", "node",
        "--hyper-v-generation", "V1", "--target-regions", "westus2", "--wait",
    )  # fmt: skip
    return node(
        "galleries.cjs", url=installation.url, group=group, version=told["id"],
        tenant=contoso.tenant, client=contoso.client, secret=contoso.secret,
        subscription=contoso.subscription,
    )  # fmt: skip


def test_pollers_end_with_what_was_made(steps):
    assert steps["created"]["provisioningState"] == "Succeeded"
    assert steps["created"]["description"] == "Made by Node"
    assert steps["updated"]["tags"] == {"team": "base"}
    assert steps["updated"]["description"] == "Made by Node"
    assert steps["definition"]["identifier"]["sku"] == "node"


def test_a_version_is_complete_in_every_region(steps):
    assert steps["version"]["provisioningState"] == "Succeeded"
    status = steps["status"]["replicationStatus"]
    assert status["aggregatedState"] == "Completed"
    assert {row["region"] for row in status["summary"]} == {"West US 2", "UK South"}


def test_lists_are_walked(steps):
    assert set(steps["galleries"]) == {"node", "nodesource"}
    assert steps["images"] == ["ubuntu"]
    assert steps["versions"] == ["1.0.0"]


def test_refusals_are_rest_errors_with_a_code(steps):
    assert steps["missing"] == {"name": "RestError", "status": 404, "code": "ResourceNotFound"}
    assert steps["nested"]["name"] == "RestError"
    assert steps["nested"]["status"] == 409


def test_what_was_deleted_is_gone(steps):
    assert steps["left"] == ["nodesource"]
