"""What must be there before what."""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.evaluate import evaluate, parsed, resolve
from portal.deployments.language.grammar import is_expression
from portal.deployments.language.nodes import Node, invocations
from portal.deployments.language.values import Value, get, kind_of
from portal.deployments.planning.lookup import Lookup
from portal.deployments.planning.nested import is_inner
from portal.deployments.planning.resources import Planned, body_without_instructions

REFERENCE = {"reference", "references"}
Needs = dict[Planned, list[Planned]]
Asking = dict[int, list[Node]]  # by what is written


def needs_of(resources: list[Planned], lookup: Lookup) -> Needs:
    """For each that is to be made, those that it waits for."""
    made = [each for each in resources if each.is_wanted and not each.is_existing]
    asking: Asking = {}
    return {planned: _needs(planned, asking, lookup) for planned in made}


def _needs(planned: Planned, asking: Asking, lookup: Lookup) -> list[Planned]:
    found = [
        *_declared(planned, lookup),
        *_asked_for(planned, asking, lookup),
        *_above(planned, lookup),
        *_batch_before(planned, lookup),
    ]
    wanted = [each for each in found if each.is_wanted and not each.is_existing]
    return [each for each in dict.fromkeys(wanted) if each is not planned]


def _declared(planned: Planned, lookup: Lookup) -> Iterator[Planned]:
    raw = get(planned.raw, "dependsOn")
    path = f"{planned.path}.dependsOn"
    names = resolve(raw if raw is not None else [], planned.scope, path)
    if not isinstance(names, list):
        raise InvalidTemplate("dependsOn is an array.", path=path)
    for name in _once(names, path):
        found = lookup.named(name)
        if not found:
            raise InvalidTemplate(f"'{name[:200]}' is no resource of the template.", path=path)
        planned.scope.budget.step(len(found))
        yield from found


def _once(names: list[Value], path: str) -> dict[str, None]:
    """An expression may give several."""
    found: dict[str, None] = {}
    for name in names:
        for each in name if isinstance(name, list) else [name]:
            if not isinstance(each, str):
                raise InvalidTemplate(f"a name must be string, not {kind_of(each)}.", path=path)
            found[each] = None
    return found


def _asked_for(planned: Planned, asking: Asking, lookup: Lookup) -> Iterator[Planned]:
    """Whatever reference() is called with, as far as it can be told by now."""
    for node in _names_asked(planned, asking):
        try:
            name = evaluate(node, planned.scope)
        except OutOfBounds:
            raise
        except InvalidTemplate:  # known only later, or wrong: then the step says so
            continue
        found = lookup.named(name) if isinstance(name, str) else []
        planned.scope.budget.step(len(found))
        yield from found


def _names_asked(planned: Planned, asking: Asking) -> list[Node]:
    """The first arguments of reference(); looked for once, however often the resource is made."""
    if id(planned.raw) not in asking:
        body = body_without_instructions(planned.raw)
        skipped = get(get(body, "properties", {}), "template") if is_inner(planned) else None
        asking[id(planned.raw)] = [
            call.arguments[0]
            for text in texts_in(body, skipped)
            for call in invocations(parsed(text, planned.scope))
            if not call.namespace and call.name.lower() in REFERENCE and call.arguments
        ]
    return asking[id(planned.raw)]


def texts_in(value: Any, skipped: Any = None) -> Iterator[str]:
    """Every expression in it, as text."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            if is_expression(current):
                yield current
        elif current is not skipped and isinstance(current, list | dict):
            waiting.extend(current.values() if isinstance(current, dict) else current)
            waiting.extend(current if isinstance(current, dict) else ())


def _above(planned: Planned, lookup: Lookup) -> Iterator[Planned]:
    """What it lies in, where that is in the template too."""
    parts = planned.id.split("/")
    for end in range(len(parts) - 2, 2, -2):
        for found in lookup.named("/".join(parts[:end])) if end >= 5 else ():
            if found.key == "/".join(parts[:end]).lower():
                yield found


def _batch_before(planned: Planned, lookup: Lookup) -> Iterator[Planned]:
    loop = planned.loop
    if loop is None or not loop.batch:
        return
    turn = loop.index // loop.batch
    for other in lookup.named(loop.name):
        if other.raw is planned.raw and other.loop and other.loop.index // loop.batch == turn - 1:
            yield other


def in_order(needs: Needs) -> list[Planned]:
    """Each after what it needs, else as they are written. Raises InvalidTemplate on a circle."""
    left = {planned: len(before) for planned, before in needs.items()}
    after: dict[Planned, list[Planned]] = {planned: [] for planned in needs}
    for planned, before in needs.items():
        for each in before:
            after[each].append(planned)
    ready = [planned for planned, count in left.items() if not count]
    for planned in ready:  # grows while it is walked
        for each in after[planned]:
            left[each] -= 1
            if not left[each]:
                ready.append(each)
    if len(ready) < len(needs):
        raise _circle(needs, set(needs) - set(ready))
    return ready


def _circle(needs: Needs, stuck: Iterable[Planned]) -> InvalidTemplate:
    """Names the circle, not just that there is one."""
    stuck = set(stuck)
    current, walked = next(each for each in needs if each in stuck), []
    while current not in walked:
        walked.append(current)
        current = next(each for each in needs[current] if each in stuck)
    circle = [*walked[walked.index(current) :], current]
    named = " -> ".join(each.label for each in circle[:20])
    return InvalidTemplate(f"resources wait for one another: {named}.", path=current.path)
