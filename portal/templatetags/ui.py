"""Tags of the look: one for each thing that a plain include cannot say."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal import plates, request_id

register = template.Library()

ICONS_OF_STATES = {
    "ready": "ok",
    "running": "spin",
    "queued": "queue",
    "warn": "warn",
    "failed": "bad",
    "cancelled": "x",
    "empty": "minus",
}
STATES_OF_PHASES = {
    "Waiting": "queued",
    "Ready": "ready",
    "Failed": "failed",
    "Cancelled": "cancelled",
}  # every other phase is running
HUES = 8
SLOTS = 12  # more replicas than this are told in numbers alone


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, for the eye only: the words beside it say the same."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.inclusion_tag("components/_plate.html")
def plate(thing: plates.Plated | None, size: str = "", mat: bool = False) -> dict[str, Any]:
    """The plate of a definition, or an empty frame. Sizes: xs, sm, (40 px), lg, xl."""
    drawing = mark_safe(plates.draw(thing)) if thing else ""  # noqa: S308 colours and paths of ours
    return {"drawing": drawing, "size": size, "mat": mat}


@register.inclusion_tag("components/_wall.html")
def wall(things: Iterable[plates.Plated], shape: str = "") -> dict[str, Any]:
    """The cover of a gallery: its newest plates, hatched where there are none yet."""
    places = {"square": 4, "strip": 3}.get(shape, 5)
    shown = list(things)[:places]
    return {"places": [*shown, *[None] * (places - len(shown))], "shape": shape}


@register.inclusion_tag("components/_status.html")
def status(state: str, text: str) -> dict[str, str]:
    """State: ready, running, queued, warn, failed, cancelled or empty."""
    return {"state": state, "text": text, "icon_name": ICONS_OF_STATES.get(state, "minus")}


@register.inclusion_tag("components/_bar.html")
def bar(
    fraction: float, tone: str = "", live: bool = False, label: str = "", id: str = ""
) -> dict[str, Any]:
    """A meter. `fraction` is 0 to 1; with an `id` it glides when a poll brings a new value."""
    percent = round(100 * min(max(fraction or 0, 0), 1), 1)
    return {"percent": percent, "tone": tone, "live": live, "label": label, "id": id}


@register.inclusion_tag("components/_stack.html")
def stack(label: str, ok: int = 0, run: int = 0, bad: int = 0, wait: int = 0) -> dict[str, Any]:
    """A bar of parts, such as regions by state; `label` says the same in words."""
    counts = {"ok": ok, "run": run, "bad": bad, "wait": wait}
    total = sum(counts.values()) or 1
    parts, start = [], 0.0
    for tone, count in counts.items():
        if count:
            width = 100 * count / total
            parts.append({"tone": tone, "start": round(start, 2), "width": round(width, 2)})
            start += width
    return {"label": label, "parts": parts}


@register.inclusion_tag("components/_slots.html")
def slots(replicas: Iterable[Any]) -> dict[str, Any]:
    """One cell a replica (`state`, `fraction`), filled from the bottom."""
    replicas = list(replicas)
    return {"slots": [_slot(each) for each in replicas] if len(replicas) <= SLOTS else []}


def _slot(replica: Any) -> dict[str, Any]:
    state = str(replica.state).lower()
    height = 14 if state == "ready" else round(14 * min(max(replica.fraction or 0, 0), 1), 1)
    return {"state": state, "top": round(14 - height, 1), "height": height}


@register.inclusion_tag("components/_lane.html")
def lane(row: Any, retry_url: str = "", cancel_url: str = "") -> dict[str, Any]:
    """One region of a version, its RegionStatus, with the addresses of what may be done."""
    state = STATES_OF_PHASES.get(str(row.phase), "running")
    ended = row.settled_at and row.started_at
    took = (row.settled_at - row.started_at).total_seconds() if ended else None
    return {
        "row": row,
        "state": state,
        "took": took,
        "storage": str(row.storage_type).replace("_", " "),
        "fraction": row.progress / 100,
        "retry_url": retry_url if state in ("failed", "cancelled") else "",
        "cancel_url": cancel_url if state in ("queued", "running") else "",
    }


@register.inclusion_tag("components/_who.html")
def who(principal: Any, note: str = "", size: str = "") -> dict[str, Any]:
    """A person (circle), group (square), app (hexagon) or tenant (arch), by name."""
    name = getattr(principal, "display_name", "") or getattr(principal, "name", "")
    kind = _kind(principal)
    hue = sha256(str(principal.guid).encode()).digest()[0] % HUES
    return {
        "name": name,
        "note": note or getattr(principal, "sign_in_name", "") * (kind == "user"),
        "kind": kind,
        "icon_name": {"group": "users", "app": "app", "tenant": "building"}.get(kind, ""),
        "initials": _initials(name),
        "hue": hue,
        "size": size,
    }


def _kind(principal: Any) -> str:
    if hasattr(principal, "sign_in_name"):
        return "app" if principal.kind == "ServicePrincipal" else "user"
    return "tenant" if hasattr(principal, "domain") else "group"


def _initials(name: str) -> str:
    """MO for Maya Okafor."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.inclusion_tag("components/_copy.html")
def copy(text: Any, shown: str = "") -> dict[str, str]:
    """Something that a person may paste, whole; `shown` may be shorter."""
    return {"text": str(text), "shown": shown or str(text)}


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, hint: str = "", **attributes: Any) -> dict[str, Any]:
    """Label, control, hint and error of one field; `mono=True` and the like reach the control."""
    widget = bound.field.widget
    kind = _control(widget)
    bound.help_text = hint or bound.help_text
    attrs = {f"data-{name}" if name in FLAGS else name: value for name, value in attributes.items()}
    if kind in ("input", "select", "check"):
        attrs["class"] = f"{widget.attrs.get('class', '')} {kind}".strip()
    return {
        "field": bound,
        "kind": kind,
        "control": bound.as_widget(attrs=attrs),
    }


FLAGS = {"mono", "short", "size"}


def _control(widget: Any) -> str:
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "select" if isinstance(widget, Select) else "input"


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """This address with other query parameters; None or "" drops one. Starts at the first page
    again unless told a cursor."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in {"cursor": None, **changes}.items():
        if value is None or value == "" or value == []:
            query.pop(name, None)
        else:
            query.setlist(name, value if isinstance(value, list) else [str(value)])
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)


@register.inclusion_tag("components/_nav_link.html", takes_context=True)
def nav_link(
    context: template.Context, view: str, icon_name: str, title: str, key: str = "", apart: str = ""
) -> dict[str, Any]:
    """A link of the sidebar; `key` follows g, and what is below `apart` has a link of its own."""
    path, url = context["request"].path, reverse(view)
    is_below = path.startswith(url) and not (apart and path.startswith(reverse(apart)))
    here = "page" if path == url else "true" if is_below else ""
    return {"url": url, "here": here, "icon_name": icon_name, "title": title, "key": key}


@register.filter
def breakable(path: str) -> SafeString:
    """A path that wraps before its slashes rather than within a word."""
    return format_html_join(mark_safe("<wbr>/"), "{}", ((part,) for part in path.split("/")))


@register.simple_tag(name="request_id")
def current_request_id() -> str:
    """What a person quotes when something went wrong."""
    return request_id.current()


CODE = re.compile(r"(?P<d>^\s*#.*$)|(?P<s>\"[^\"\n]*\"|'[^'\n]*')|(?P<k>^[^\s(=]+)", re.MULTILINE)


@register.filter
def highlight(code: str) -> SafeString:
    """Comments, quoted words and the first word of a line, each in its colour."""
    pieces, at = [], 0
    for match in CODE.finditer(code):
        pieces.append(escape(code[at : match.start()]))
        span = format_html('<span class="{}">{}</span>', match.lastgroup, match.group())
        pieces.append(span)
        at = match.end()
    return mark_safe("".join(pieces) + escape(code[at:]))  # noqa: S308 every piece is escaped
