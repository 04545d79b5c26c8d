"""Snippets on pages of accounts run as they are copied."""

import ast
import shlex
import subprocess

import pytest
from django.core.management import call_command, get_commands

from accounts import snippets
from accounts.roles import OWNER, READER
from portal.snippets import Site, script
from tests.accounts.pages import address, as_, text_of
from tests.support import factories

SITE = Site("https://images.example.org", "11111111-1111-4111-8111-111111111111", "a-subscription")


@pytest.fixture
def tenant(db):
    return factories.tenant("Contoso")


@pytest.fixture
def group(tenant):
    return factories.resource_group(factories.subscription(tenant, "Sandbox"), "images")


def pages(group):
    """The steps of every page that has some."""
    subscription, tenant = group.subscription, group.subscription.tenant
    person = factories.person(tenant)
    grant = factories.grant(READER, person, group)
    return {
        "access": snippets.listing_access(group.resource),
        "access of a tenant": snippets.listing_access(tenant.resource),
        "give": snippets.giving_access(subscription.resource, READER, person),
        "remove": snippets.removing_access(grant, group.resource, person),
        "subscription": snippets.of_subscription(subscription),
        "create group": snippets.creating_group(subscription, "", ""),
        "group": snippets.of_group(group),
        "delete group": snippets.deleting_group(group),
        "add person": snippets.adding_person(tenant),
        "add group": snippets.adding_group(tenant),
        "register app": snippets.registering_app(tenant),
        "create subscription": snippets.creating_subscription(tenant),
        "create tenant": snippets.creating_tenant(),
        **{kind: snippets.listing_principals(kind) for kind in ("people", "groups", "apps")},
    }


def written(group, tool):
    """By page, what the tool's tab says."""
    tabs = {page: dict(script(SITE, steps).tabs) for page, steps in pages(group).items()}
    return {page: codes[tool] for page, codes in tabs.items() if tool in codes}


def commands(code):
    joined = code.replace("\\\n", " ")
    return [shlex.split(line) for line in joined.splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize("tool", ["az", "curl", "manage.py"])
def test_a_shell_understands_it(group, tool):
    for code in written(group, tool).values():
        checked = subprocess.run(["bash", "-n"], input=code, text=True, capture_output=True)
        assert not checked.stderr


def test_python_understands_it(group):
    for code in written(group, "Python").values():
        ast.parse(code)


def test_every_command_of_ours_runs(group, capsys):
    for page, code in written(group, "manage.py").items():
        for python, file, command, *options in commands(code):
            assert (python, file) == (".venv/bin/python", "manage.py")
            assert command in get_commands(), page
            call_command(command, *options)


def test_a_tenant_is_named_as_clients_know_it(group):
    guid = group.subscription.tenant.guid

    scope = f"/providers/Microsoft.Management/managementGroups/{guid}"
    assert f"--scope {scope}" in written(group, "az")["access of a tenant"]


def test_the_ways_in_are_understood(tenant, tmp_path):
    app = factories.app(tenant).as_service.application
    tabs = [
        *snippets.signing_in(SITE, app).tabs,
        *snippets.holding_secret(SITE, app, "sig_secret"),
        *snippets.making_certificate(SITE, app),
        *snippets.trusting(),
        *snippets.registering(SITE),
        *snippets.logging_in(SITE),
        *snippets.coding(SITE),
        *snippets.across(SITE, snippets.Pair()),
    ]

    for title, code in tabs:
        if title == "Python":
            ast.parse(code)
        elif title not in {"Node.js", "Terraform"}:
            checked = subprocess.run(["bash", "-n"], input=code, text=True, capture_output=True)
            assert not checked.stderr, code


def test_a_certificate_is_made_as_the_page_says(tenant, tmp_path):
    app = factories.app(tenant).as_service.application
    make = dict(snippets.making_certificate(SITE, app))["Make one"]

    subprocess.run(["bash", "-e", "-c", make], cwd=tmp_path, check=True, capture_output=True)

    made = (tmp_path / "app.pem").read_text()
    assert "PRIVATE KEY" in made
    assert "BEGIN CERTIFICATE" in made


def test_what_the_form_says_is_in_it(group):
    owner = factories.person(group.subscription.tenant)
    factories.grant(OWNER, owner, group.subscription.tenant)
    at = address("resource-group-create", group.subscription.guid)

    page = text_of(as_(owner).post(at, {"name": "builds", "region": "nowhere"}))

    assert "--name builds" in page


def test_the_role_and_whom_one_chose_are_in_it(group):
    owner = factories.person(group.subscription.tenant)
    factories.grant(OWNER, owner, group.subscription.tenant)
    member = factories.person(group.subscription.tenant, "Mia")
    at = address("give-access", group.resource.guid, principal=member.guid, role="contributor")

    page = text_of(as_(owner).get(at))

    assert f"--assignee-object-id {member.guid}" in page
    assert "--role Contributor" in page
