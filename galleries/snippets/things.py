"""What every tool can do with a gallery, an image or a version that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.snippets import names
from galleries.snippets.names import API
from portal.snippets import Call, Sdk, Step


@dataclass(frozen=True)
class Thing:
    """`az` and `sdk` are the words for its type, `options` and `arguments` name this very one."""

    arm_id: str
    az: str
    options: Sequence[str]
    sdk: str
    arguments: Sequence[str]

    @classmethod
    def gallery(cls, gallery: Gallery) -> Self:
        options, arguments = names.of_gallery(gallery), names.sdk_gallery(gallery)
        return cls(gallery.resource.arm_id, "sig", options, "galleries", arguments)

    @classmethod
    def image(cls, definition: ImageDefinition) -> Self:
        options, arguments = names.of_image(definition), names.sdk_image(definition)
        arm_id = definition.resource.arm_id
        return cls(arm_id, "sig image-definition", options, "gallery_images", arguments)

    @classmethod
    def version(cls, version: ImageVersion) -> Self:
        options, arguments = names.of_number(version), names.sdk_number(version)
        arm_id = version.resource.arm_id
        return cls(arm_id, "sig image-version", options, "gallery_image_versions", arguments)

    def shown(
        self,
        note: str,
        also: Mapping[str, str] | None = None,
        az: str = "",
        command: Sequence[str] = (),
    ) -> Step:
        """`also` names what is told besides, by `expand` or `select`; `az` says it to az."""
        asked = also or {}
        return Step(
            note,
            Call("GET", self.arm_id, API, query={f"${name}": asked[name] for name in asked}),
            az=[f"{self.az} show", *self.options, *([az] if az else [])],
            sdk=Sdk("compute", f"{self.sdk}.get", self.arguments, options=asked),
            command=command,
        )

    def changed(self, note: str, properties: dict[str, Any], *options: str) -> Step:
        """`options` say to az what `properties` say to the others."""
        return Step(
            note,
            Call("PATCH", self.arm_id, API, {"properties": properties}),
            az=[f"{self.az} update", *self.options, *options],
            sdk=Sdk("compute", f"{self.sdk}.begin_update", self.arguments),
        )

    def deleted(self, note: str) -> Step:
        return Step(
            note,
            Call("DELETE", self.arm_id, API),
            az=[f"{self.az} delete", *self.options],
            sdk=Sdk("compute", f"{self.sdk}.begin_delete", self.arguments),
        )
