"""Roles: given, listed and taken away by the command line."""

import pytest

READER = "Reader"


@pytest.fixture(scope="module")
def gallery(az, group):
    return az(f"sig create -g {group} -r roles")


@pytest.fixture(scope="module")
def reader(installation, unknown_az, contoso, gallery):
    """An app of Contoso that has no role at all."""
    return installation.json("create_app", "reader", "--tenant", "Contoso")


def test_a_role_given_by_app_id_lets_the_app_see_the_gallery(
    az, unknown_az, contoso, gallery, group, reader, tmp_path
):
    given = az(
        f"role assignment create --assignee {reader['clientId']} --role {READER}"
        f" --scope {gallery['id']}"
    )
    other = unknown_az.another(tmp_path / "config")
    other(
        f"login --service-principal -u {reader['clientId']} -p {reader['clientSecret']}"
        f" --tenant {contoso.tenant}"
    )
    listed = az(f"role assignment list --scope {gallery['id']}")
    shown = other(f"sig show -g {group} -r roles")
    refused = other.refused(f"sig update -g {group} -r roles --set description=mine")
    az(f"role assignment delete --ids {given['id']}")
    hidden = other.refused(f"sig show -g {group} -r roles")

    assert given["scope"] == gallery["id"]
    assert (READER, reader["clientId"]) in {
        (row["roleDefinitionName"], row["principalName"]) for row in listed
    }
    assert shown["id"] == gallery["id"]
    assert "AuthorizationFailed" in refused
    assert "NotFound" in hidden


def test_a_role_is_given_to_a_person_by_name(az, installation, gallery):
    installation.command(
        "create_user", "priya@contoso.example", "--tenant", "Contoso", "--name", "Priya Raman"
    )

    given = az(
        "role assignment create --assignee priya@contoso.example --role Contributor"
        f" --scope {gallery['id']}"
    )

    assert given["principalType"] == "User"
    names = {row["principalName"] for row in az(f"role assignment list --scope {gallery['id']}")}
    assert "priya@contoso.example" in names
    az(
        "role assignment delete --assignee priya@contoso.example --role Contributor"
        f" --scope {gallery['id']}"
    )
    assert given["id"] not in {
        row["id"] for row in az(f"role assignment list --scope {gallery['id']}")
    }


def test_roles_are_listed_with_what_they_allow(az):
    (reader,) = az(f"role definition list --name {READER}")

    assert reader["roleName"] == READER
    assert reader["permissions"][0]["actions"] == ["*/read"]


def test_the_directory_tells_who_is_who(az, contoso):
    shown = az(f"ad sp show --id {contoso.client}")

    assert shown["displayName"] == "pipeline"
    assert shown["appId"] == contoso.client
