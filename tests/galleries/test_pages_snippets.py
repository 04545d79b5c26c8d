"""Snippets on pages run as they are copied."""

import shlex

import pytest
from django.core.management import call_command, get_commands

from accounts.roles import READER
from galleries.services.latest import latest
from galleries.snippets import of_definition, of_version
from tests.galleries import house as houses
from tests.support import factories, galleries
from tests.support.regions import drain


@pytest.fixture
def version(disk):
    made = galleries.version(houses.build().image, disk)
    drain()
    return made


def words(snippet):
    note, *lines = snippet.code.splitlines()
    assert note.startswith("# ")
    return shlex.split(" ".join(line.removesuffix("\\") for line in lines))


def snippets_of(version):
    definition = version.definition
    return [
        *of_version(version, "westus2"),
        *of_definition(definition, "1.0.1", "westus2", latest(definition)),
    ]


def test_every_snippet_names_a_command_that_exists(version):
    for snippet in snippets_of(version):
        python, file, command, *_ = words(snippet)

        assert (python, file) == (".venv/bin/python", "manage.py")
        assert command in get_commands()


def test_every_snippet_runs(version, disk, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "disk.vhd").write_bytes(disk.read_bytes())

    for snippet in snippets_of(version):
        options = [word for word in words(snippet)[2:] if word != "--wait"]
        call_command(*options)

    assert (tmp_path / "ubuntu-1.0.0.vhd").exists()


def test_a_gallery_whose_name_is_taken_elsewhere_is_named_in_full(version, capsys):
    twin = galleries.gallery(factories.resource_group(), name=version.definition.gallery.name)
    galleries.definition(twin, name=version.definition.name)

    watch = of_version(version, "")[0]
    call_command(*words(watch)[2:])

    assert version.resource.arm_id in watch.code


def test_nothing_is_exported_of_an_image_without_versions(version):
    bare = galleries.definition(version.definition.gallery, name="bare", sku="bare")

    shown = of_definition(bare, "1.0.0", "westus2", None)

    assert [snippet.title for snippet in shown] == ["Publish"]
    assert READER.name not in shown[0].code
