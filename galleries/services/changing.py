"""Reading, comparing, validating and writing what galleries, definitions and versions have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.services.rows import check_fields
from galleries.changes import Rules, changed
from galleries.choices import DiskType
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.services.cards import touch
from portal.errors import InvalidInput
from regions.services.targets import check_count

Owner = Gallery | ImageDefinition | ImageVersion
ON_CARD = {"region", "tags"}
EMPTY: tuple[Any, ...] = ("", None, [], {})


def apply_changes(
    thing: Owner, rules: Rules, wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write what differs, if the rules allow it and it is valid. Before and after, for the log."""
    now = {name: value_of(thing, name) for name in wanted if name in rules.always | rules.never}
    after = changed(rules, now, wanted)
    before = {name: now[name] for name in after}
    if after:
        own = {name: value for name, value in after.items() if name not in ON_CARD}
        for name, value in own.items():
            setattr(thing, name, value)
        validate(thing, before)
        thing.save(update_fields=list(own))
        touch(thing.resource, after.get("tags"))
    return _plain(before), _plain(after)


def value_of(thing: Owner, name: str) -> Any:
    return getattr(thing.resource if name in ON_CARD else thing, name)


def properties(thing: Owner, rules: Rules) -> dict[str, Any]:
    """What the activity log keeps of a thing that came or went: all that is set."""
    names = [name for name in (*rules.never, *rules.always) if name != "targets"]
    values = {name: value_of(thing, name) for name in names}
    return _plain({name: value for name, value in values.items() if value not in EMPTY})


def validate(thing: Owner, before: Mapping[str, Any] | None = None) -> None:
    """Raises InvalidInput for the first field that is wrong; `before` holds what changed."""
    if before is None or "end_of_life" in before:
        _check_end_of_life(getattr(thing, "end_of_life", None))
    if isinstance(thing, ImageDefinition):
        _check_range(thing, "vCPUs", "vcpus")
        _check_range(thing, "memory", "memory")
        _check_disk_types(thing.disallowed_disk_types)
    if isinstance(thing, ImageVersion):
        check_count(thing.replica_count)
    _check_choices(thing)
    check_fields(thing)


def _check_choices(thing: Owner) -> None:
    for field in thing._meta.fields:
        known = [value for value, _ in field.choices or ()]
        value = getattr(thing, field.attname)
        if known and value not in known and (value or not field.blank):
            raise InvalidInput(
                f"{value!r} is not known here. Choose {' or '.join(known)}.", field=field.name
            )


def _check_end_of_life(date: datetime | None) -> None:
    if date is not None and date <= timezone.now():
        raise InvalidInput("EndOfLifeDate must be set to a future date.", field="end_of_life")


def _check_range(definition: ImageDefinition, title: str, stem: str) -> None:
    least, most = getattr(definition, f"{stem}_min"), getattr(definition, f"{stem}_max")
    if least is not None and most is not None and least > most:
        raise InvalidInput(
            f"The minimum value of {title} must not be greater than the maximum value of {title}: "
            f"{least} is above {most}.",
            field=f"{stem}_min",
        )


def _check_disk_types(types: Any) -> None:
    unknown = [type_ for type_ in types if type_ not in DiskType.values]
    if unknown:
        raise InvalidInput(
            f"{unknown[0]!r} is no type of disk. Choose from {', '.join(DiskType.values)}.",
            field="disallowed_disk_types",
        )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
