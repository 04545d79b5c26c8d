"""The body as the CLI sends it, which is not quite JSON."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from portal.deployments.language.jsonc import MOST_BYTES, read


class LenientParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises InvalidTemplate; reads no more than it takes to know that it is too large."""
        return read(stream.read(MOST_BYTES + 1))
