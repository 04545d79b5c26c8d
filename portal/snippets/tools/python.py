"""The Python SDK: azure-identity and the management libraries that the steps need."""

import json
from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Any, NamedTuple

from portal.snippets.site import Site
from portal.snippets.steps import Sdk, Step
from portal.snippets.tools.text import paragraphs

WIDTH = 78
INDENT = "    "


class Client(NamedTuple):
    package: str
    kind: str


CLIENTS = {
    "compute": Client("azure.mgmt.compute", "ComputeManagementClient"),
    "resources": Client("azure.mgmt.resource.resources", "ResourceManagementClient"),
}


def write(site: Site, steps: Sequence[Step]) -> str:
    called = [(step, step.sdk) for step in steps if step.sdk]
    if not called:
        return ""
    names = sorted({sdk.client for _, sdk in called})
    body = [_called(step, sdk) for step, sdk in called]
    clients = "\n".join(line for name in names for line in _client(site, name))
    return paragraphs(_imports(names), f"{_credential(site)}\n{clients}", *body)


def sign_in(site: Site) -> str:
    """No more than a token."""
    asked = f'print(credential.get_token("{site.base}/.default"))'
    return paragraphs(_imports([]), _credential(site), asked)


def _imports(names: list[str]) -> str:
    clients = (f"from {CLIENTS[name].package} import {CLIENTS[name].kind}" for name in names)
    identity = "from azure.identity import ClientSecretCredential"
    return "\n".join(["import os", "", identity, *clients])


def _credential(site: Site) -> str:
    return "\n".join(
        [
            "credential = ClientSecretCredential(",
            f'    "{site.tenant}",',
            '    os.environ["AZURE_CLIENT_ID"],',
            '    os.environ["AZURE_CLIENT_SECRET"],',
            f'    authority="{site.base}",',
            "    disable_instance_discovery=True,",
            ")",
        ]
    )


def _client(site: Site, name: str) -> list[str]:
    return [
        f"{name} = {CLIENTS[name].kind}(",
        "    credential,",
        f'    "{site.subscription}",',
        f'    base_url="{site.base}",',
        f'    credential_scopes=["{site.base}/.default"],',
        ")",
    ]


def _called(step: Step, sdk: Sdk) -> str:
    """Waits for what takes time, prints what comes back."""
    arguments = [*sdk.arguments]
    if step.call and step.call.body is not None:
        arguments.append(step.call.body)
    named = [f"{name}={_literal(value)}" for name, value in sdk.options.items()]
    call = f"{sdk.client}.{sdk.method}({_arguments(arguments, named)})"
    if sdk.method.split(".")[-1].startswith("begin_"):
        call += ".result()"
    if sdk.shows:
        return f"# {step.note}\nfor each in {call}:\n    print({sdk.shows})"
    return f"# {step.note}\nprint({call})"


def _arguments(arguments: Sequence[Any], named: list[str]) -> str:
    """On one line if they fit, else a line each."""
    written = [*map(_literal, arguments), *named]
    flat = ", ".join(written)
    if len(flat) <= WIDTH and "\n" not in flat:
        return flat
    return "\n" + "".join(f"{indent(each, INDENT)},\n" for each in written)


def _literal(value: Any) -> str:
    """As people write it: double quotes, and a line for each item of a dictionary."""
    if isinstance(value, Mapping):
        items = (f"{_literal(key)}: {_literal(each)},\n" for key, each in value.items())
        return "{\n" + indent("".join(items), INDENT) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
