"""Snippets on pages run as they are copied."""

import ast
import json
import re
import shlex
import subprocess

import pytest
from django.core.management import call_command, get_commands

from accounts import roles
from accounts.pages import url_of
from galleries import snippets
from imagestore.formats.vhd import fixed_footer
from portal.snippets import Site, script
from tests.galleries import house as houses
from tests.support import factories, galleries
from tests.support.regions import drain

SITE = Site("https://images.example.org", "11111111-1111-4111-8111-111111111111", "a-subscription")


@pytest.fixture
def version(disk):
    made = galleries.version(houses.build().image, disk)
    drain()
    return made


def pages(version):
    """The steps of every page that has some."""
    definition, claims = version.definition, list(version.disk_set.claims.all())
    gallery, group = definition.gallery, definition.gallery.resource_group
    return {
        "gallery": snippets.of_gallery(gallery),
        "create gallery": snippets.creating_gallery(group, "", "westus2"),
        "gallery settings": snippets.changing_gallery(gallery),
        "delete gallery": snippets.deleting_gallery(gallery),
        "image": snippets.of_definition(definition, "westus2", version),
        "create image": snippets.creating_definition(gallery, {"os_type": "Windows"}),
        "image settings": snippets.changing_definition(definition),
        "delete image": snippets.deleting_definition(definition),
        "version": snippets.of_version(version, "westus2"),
        "create version": snippets.publishing(definition, "1.0.1", "westus2", version),
        "regions": snippets.changing_regions(version, claims),
        "version settings": snippets.changing_version(version),
        "delete version": snippets.deleting_version(version),
    }


def written(version, tool):
    """By page, what the tool's tab says."""
    tabs = {page: dict(script(SITE, steps).tabs) for page, steps in pages(version).items()}
    return {page: codes[tool] for page, codes in tabs.items() if tool in codes}


def commands(code):
    """Of a shell's text, as words."""
    joined = code.replace("\\\n", " ")
    return [shlex.split(line) for line in joined.splitlines() if line and line[0] != "#"]


def shell(code):
    found = subprocess.run(["bash", "-c", code], text=True, capture_output=True, check=True)
    return found.stdout


def last_word_heard(program, code):
    """What a program of that name is given."""
    return shell(f'{program}() {{ printf %s "${{@: -1}}"; }}\n{code}')


def heard(program, code):
    """What a program of that name reads, other than a token's."""
    return shell(f'{program}() {{ [[ "$*" == *token* ]] || cat; }}\njq() {{ :; }}\n{code}')


def test_every_page_has_the_call_and_the_command(version):
    for tool in ("az", "curl", "Python"):
        assert set(written(version, tool)) == set(pages(version))
    assert set(written(version, "Terraform")) >= {"gallery", "create version", "regions"}


@pytest.mark.parametrize("tool", ["az", "curl"])
def test_a_shell_understands_it(version, tool):
    for code in written(version, tool).values():
        checked = subprocess.run(["bash", "-n"], input=code, text=True, capture_output=True)
        assert not checked.stderr


def test_python_understands_it(version):
    for code in written(version, "Python").values():
        ast.parse(code)


def test_it_names_this_installation_and_the_real_ids(version):
    arm_id = version.resource.arm_id

    for tool in ("curl", "Python", "Terraform"):
        assert SITE.base in written(version, tool)["version"]
    assert f"{SITE.base}{arm_id}?api-version=" in written(version, "curl")["version"]
    assert f"/{SITE.tenant}/oauth2/v2.0/token" in written(version, "curl")["version"]
    assert f'resource_id            = "{arm_id}"' in written(version, "Terraform")["version"]
    assert version.definition.gallery.name in written(version, "az")["version"]


def test_what_the_form_says_is_in_it(version):
    code = written(version, "curl")["create image"]

    assert '"osType": "Windows"' in code
    assert '"hyperVGeneration": "V2"' in code


def test_no_text_gets_out_of_its_quotes(version):
    said = "it's $(echo no) \"${path}\"\nJSON\n'; echo no #"
    version.definition.description = said

    codes = dict(script(SITE, snippets.changing_definition(version.definition)).tabs)

    assert last_word_heard("az", codes["az"]) == f"description={said}"
    assert json.loads(heard("curl", codes["curl"]))["properties"]["description"] == said
    assert "$${path}" in codes["Terraform"]
    ast.parse(codes["Python"])


def test_every_command_of_ours_exists(version):
    for code in written(version, "manage.py").values():
        for python, file, command, *_ in commands(code):
            assert (python, file) == (".venv/bin/python", "manage.py")
            assert command in get_commands()


def test_every_command_of_ours_runs(version, disk, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    raw = disk.read_bytes()
    (tmp_path / "disk.vhd").write_bytes(raw + fixed_footer(len(raw), "disk"))

    for code in written(version, "manage.py").values():
        for words in commands(code):
            call_command(*(word for word in words[2:] if word != "--wait"))

    assert (tmp_path / "ubuntu-1.0.0.vhd").exists()
    assert (tmp_path / "ubuntu-latest.vhd").exists()


def test_a_gallery_whose_name_is_taken_elsewhere_is_named_in_full(version, capsys):
    twin = galleries.gallery(factories.resource_group(), name=version.definition.gallery.name)
    galleries.definition(twin, name=version.definition.name)

    watch, *_ = commands(written(version, "manage.py")["version"])
    call_command(*watch[2:])

    assert version.resource.arm_id in watch


def test_nothing_is_downloaded_of_an_image_without_versions(version):
    bare = galleries.definition(version.definition.gallery, name="bare", sku="bare")

    shown = script(SITE, snippets.of_definition(bare, "westus2", None))

    assert "export_image" not in dict(shown.tabs)["manage.py"]


def addresses(version):
    gallery, image = url_of(version.resource.gallery), url_of(version.resource.definition)
    at = url_of(version.resource)
    return [
        "/galleries/create/", gallery, f"{gallery}settings/", f"{gallery}delete/",
        f"{gallery}create-image/", image, f"{image}settings/", f"{image}delete/",
        f"{image}create-version/", at, f"{at}settings/", f"{at}regions/", f"{at}delete/",
    ]  # fmt: skip


def test_the_pages_show_it(version, client):
    owner = factories.person(version.definition.gallery.subscription.tenant)
    factories.grant(roles.OWNER, owner, version.resource.tenant)
    client.force_login(owner)

    for address in addresses(version):
        text = client.get(address).content.decode()
        assert re.search(r"<summary[^>]*>.*Do this from a script", text, re.DOTALL), address
        assert "http://testserver" in text
