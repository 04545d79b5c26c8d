"""The calls themselves, with a token by client credentials."""

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from portal.snippets.site import Site
from portal.snippets.steps import Call, Step
from portal.snippets.tools.text import paragraphs, shell

AUTHORISED = '--header "Authorization: Bearer $TOKEN"'


def write(site: Site, steps: Sequence[Step]) -> str:
    calls = [_call(site, step.note, step.call) for step in steps if step.call]
    return paragraphs(token(site), *calls) if calls else ""


def token(site: Site) -> str:
    """Asked for in a variable of its own, so that a failure shows before anything else runs."""
    return "\n".join(
        [
            "# A token for the app whose id and secret are in the environment",
            f'TOKEN=$(curl -sS "{site.base}/{site.tenant}/oauth2/v2.0/token" \\',
            "  --data grant_type=client_credentials \\",
            '  --data-urlencode client_id="$AZURE_CLIENT_ID" \\',
            '  --data-urlencode client_secret="$AZURE_CLIENT_SECRET" \\',
            f'  --data-urlencode scope="{site.base}/.default" | jq -er .access_token)',
        ]
    )


def _call(site: Site, note: str, call: Call) -> str:
    query = urlencode({"api-version": call.version, **call.query}, safe="$/")
    address = f"'{site.base}{call.path}?{query}'"
    method = [] if call.method == "GET" else [f"--request {call.method}"]
    lines = [f"-sS {address}", *method, AUTHORISED]
    if call.body is None:
        return shell(note, "curl", lines)
    sent = shell(note, "curl", [*lines, "--json @- <<'JSON'"])
    return f"{sent}\n{json.dumps(call.body, indent=2, ensure_ascii=False)}\nJSON"
