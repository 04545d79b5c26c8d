"""Terraform's azapi provider, which speaks to any resource manager."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from portal.api.ids import GROUPS
from portal.snippets.site import Site
from portal.snippets.steps import Call, Step
from portal.snippets.tools.text import paragraphs

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
EVERYTHING = {"response_export_values": ["*"]}
OWN = {"location", "tags"}  # arguments of the block, not part of its body


def write(site: Site, steps: Sequence[Step]) -> str:
    blocks = [_block(step) for step in steps if step.call and _can(step.call)]
    return paragraphs(provider(site), *blocks) if blocks else ""


def _can(call: Call) -> bool:
    """It lists only what a provider has, and deletes by taking a block away."""
    is_one = len(call.path.split("/")) % 2 == 1
    return call.method in WRITERS and (is_one or "/providers/" in call.path)


def provider(site: Site) -> str:
    """Id and secret of the app come from ARM_CLIENT_ID and ARM_CLIENT_SECRET."""
    needs = {"required_providers": Block({"azapi": {"source": "Azure/azapi", "version": ">= 2.7"}})}
    endpoint = {
        "resource_manager_endpoint": site.base,
        "resource_manager_audience": site.base,
        "active_directory_authority_host": site.base,
    }
    settings = {
        "environment": "custom",
        "endpoint": [endpoint],
        "disable_instance_discovery": True,
        "skip_provider_registration": True,
        "tenant_id": site.tenant,
        **({"subscription_id": site.subscription} if site.subscription else {}),
    }
    return paragraphs(_written("terraform", needs), _written('provider "azapi"', settings))


class Block(dict[str, Any]):
    """A nested block, which stands without an equals sign."""


def _block(step: Step) -> str:
    assert step.call is not None  # noqa: S101 - `write` leaves the others out
    return f"# {step.note}\n{WRITERS[step.call.method](step.call)}"


def _resource(call: Call) -> str:
    body = dict(call.body or {})
    own = {name: body.pop(name) for name in list(body) if name in OWN}
    settings = {
        "type": _type(call),
        "parent_id": _parent(call),
        "name": call.id.name,
        **own,
        **({"body": body} if body else {}),
    }
    return _written(f'resource "azapi_resource" "{_label(call.id.name)}"', settings)


def _update(call: Call) -> str:
    settings = {
        "type": _type(call),
        "resource_id": call.path,
        "body": dict(call.body or {}),
    }
    return _written(f'resource "azapi_update_resource" "{_label(call.id.name)}"', settings)


def _action(call: Call) -> str:
    path, _, action = call.path.rpartition("/")
    settings = {
        "type": _type(Call("POST", path, call.version)),
        "resource_id": path,
        "action": action,
        "body": dict(call.body or {}),
    }
    return _written(f'resource "azapi_resource_action" "{_label(action)}"', settings)


def _data(call: Call) -> str:
    """One resource, or the list of those of a type in another."""
    segments = call.path.strip("/").split("/")
    if len(segments) % 2 == 0:
        shown = {"type": _type(call), "resource_id": call.path, **EVERYTHING}
        return _written(f'data "azapi_resource" "{_label(call.id.name)}"', shown)
    listed = Call("GET", f"{call.path}/any", call.version)
    settings = {"type": _type(listed), "parent_id": _parent(listed), **EVERYTHING}
    return _written(f'data "azapi_resource_list" "{_label(segments[-1])}"', settings)


WRITERS = {"GET": _data, "PUT": _resource, "PATCH": _update, "POST": _action}


def _type(call: Call) -> str:
    kind = "Microsoft.Resources/resourceGroups" if call.id.type == GROUPS else call.id.type
    return f"{kind}@{call.version}"


def _parent(call: Call) -> str:
    return str(call.id.parent) if call.id.parent else call.id.scope


def _label(name: str) -> str:
    label = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return label if NAME.fullmatch(label) else f"_{label}"


def _written(head: str, settings: Mapping[str, Any]) -> str:
    return f"{head} {_object(settings, '')}"


def _object(settings: Mapping[str, Any], indent: str) -> str:
    """As `terraform fmt` leaves it: only settings of one line in a row stand aligned."""
    written = [(name, _value(value, indent + "  "), value) for name, value in settings.items()]
    lines: list[str] = []
    for is_long, run in groupby(written, key=lambda each: "\n" in each[1]):
        items = list(run)
        width = 0 if is_long else max(len(_key(name)) for name, _, _ in items)
        lines += (f"{indent}  {_setting(*item, width)}\n" for item in items)
    return "{\n" + "".join(lines) + indent + "}"


def _setting(name: str, written: str, value: Any, width: int) -> str:
    return f"{name} {written}" if isinstance(value, Block) else f"{_key(name):{width}} = {written}"


def _key(name: str) -> str:
    return name if NAME.fullmatch(name) else _text(name)


def _value(value: Any, indent: str) -> str:
    if isinstance(value, Mapping):
        return _object(value, indent) if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each, indent) for each in value) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """HCL reads strings as JSON does, save for its templates."""
    written = json.dumps(text, ensure_ascii=False)
    return written.replace("${", "$${").replace("%{", "%%{")
