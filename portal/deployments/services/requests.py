"""What a caller asks for."""

import re
from dataclasses import dataclass
from typing import Any

from accounts.services.tags import checked_tags
from portal.api.errors import NotServed
from portal.deployments.errors import InvalidName
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.values import Value, get, kind_of
from portal.deployments.planning.parameters import given_in
from portal.errors import InvalidInput

NAME = re.compile(r"[-\w.()]{1,64}(?<!\.)")
NOT_SERVED = {
    "templateLink": "Nothing is fetched from the network: send the template itself, as "
    "properties.template.",
    "parametersLink": "Nothing is fetched from the network: send the values themselves, as "
    "properties.parameters.",
    "onErrorDeployment": "An earlier deployment is not repeated when this one fails. Deploy it "
    "again yourself.",
}


@dataclass(frozen=True)
class Asked:
    template: dict[str, Any]
    given: dict[str, Value]
    location: str = ""
    tags: dict[str, str] | None = None


def read_request(body: Value) -> Asked:
    """Raises InvalidInput, InvalidTemplate, NotServed."""
    properties = get(body, "properties") if isinstance(body, dict) else None
    if not isinstance(properties, dict):
        raise InvalidInput("The body needs an object named properties.", field="properties")
    refuse_unserved(properties)
    template = get(properties, "template")
    if not isinstance(template, dict):
        told = "it is missing" if template is None else f"it is {kind_of(template)}"
        raise InvalidTemplate(f"properties.template must be an object; {told}.", path="template")
    location, tags = get(body, "location") or "", get(body, "tags") or {}
    if not isinstance(location, str) or len(location) > 64:
        raise InvalidInput("The location must be a short string.", field="location")
    if not isinstance(tags, dict):
        raise InvalidInput("tags must be an object of strings.", field="tags")
    given = given_in(get(properties, "parameters"))
    return Asked(template, given, location, checked_tags(tags))


def refuse_unserved(properties: dict[str, Any]) -> None:
    for name, why in NOT_SERVED.items():
        if get(properties, name) is not None:
            raise NotServed(f"{name} is not served. {why}", field=f"properties.{name}")
    mode = get(properties, "mode", "Incremental")
    if str(mode).lower() == "complete":
        raise NotServed(
            "The mode Complete, which deletes what the template does not name, is not served: a "
            "forgotten line would delete images with all their copies. Use Incremental, and delete "
            "resources by name.",
            field="properties.mode",
        )
    if str(mode).lower() != "incremental":
        raise InvalidInput("The mode must be Incremental.", field="properties.mode")


def check_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise InvalidName(
            "A deployment's name has 1 to 64 letters, digits, '-', '_', '.' or parentheses, and no "
            "'.' at its end.",
            field="name",
        )
    return name
