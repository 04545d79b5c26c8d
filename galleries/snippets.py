"""Commands with the names of the page in them, to run as copied."""

from shlex import quote
from typing import NamedTuple

from galleries.models import Gallery, ImageDefinition, ImageVersion

COMMAND = ".venv/bin/python manage.py"


class Snippet(NamedTuple):
    """A tab: its title, and what to run under a line that says what it does."""

    title: str
    code: str


def path_of(definition: ImageDefinition) -> str:
    """As people write it."""
    return f"{definition.gallery.name}/{definition.name}"


def of_definition(
    definition: ImageDefinition, next_number: str, region: str, newest: ImageVersion | None
) -> list[Snippet]:
    """`region` is one that has the image, or the location of the definition."""
    publish = _publish(definition, next_number, region)
    if newest is None:
        return [publish]
    path = _certain_path(definition, "versions")
    return [_export(f"{path}/latest", f"{definition.name}-latest", region), publish]


def of_version(version: ImageVersion, region: str) -> list[Snippet]:
    """`region` is one that has it, if any has."""
    path = f"{_certain_path(version.definition, 'versions')}/{version}"
    export = _export(path, f"{version.definition.name}-{version}", region)
    return [_watch(path), *([export] if region else []), _verify(path)]


def _publish(definition: ImageDefinition, number: str, region: str) -> Snippet:
    gallery = definition.gallery
    subscription = f"--subscription {gallery.subscription.guid}" if _is_shared(gallery) else ""
    return _snippet(
        "Publish",
        "Reads the file where it lies",
        "publish_image disk.vhd",
        subscription,
        f"--gallery {quote(gallery.name)}",
        f"--definition {quote(definition.name)}",
        f"--version {number} --source-region {region}",
        "--wait",
    )


def _export(path: str, name: str, region: str) -> Snippet:
    return _snippet(
        "Export",
        "A disk file that hypervisors read",
        "export_image",
        quote(path),
        f"--region {region} --format vhd",
        f"--output {quote(name)}.vhd",
    )


def _watch(path: str) -> Snippet:
    return _snippet("Watch", "How it stands in every region", "show_replication", quote(path))


def _verify(path: str) -> Snippet:
    title = "Reads every byte again"
    return _snippet("Verify", title, "verify_replicas", quote(path), "--repair")


def _snippet(title: str, note: str, command: str, *options: str) -> Snippet:
    lines = " \\\n  ".join([f"{COMMAND} {command}", *filter(None, options)])
    return Snippet(title, f"# {note}\n{lines}")


def _certain_path(definition: ImageDefinition, below: str = "") -> str:
    """The short path, or the full id where another gallery has the same name."""
    if not _is_shared(definition.gallery):
        return path_of(definition)
    return "/".join(filter(None, [definition.resource.arm_id, below]))


def _is_shared(gallery: Gallery) -> bool:
    return Gallery.objects.filter(name__iexact=gallery.name).exclude(pk=gallery.pk).exists()
