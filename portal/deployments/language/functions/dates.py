"""Moments, as ISO 8601 in UTC, and durations added to them."""

import calendar
import re
from datetime import UTC, datetime, timedelta

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text, whole, within
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

DEFAULT = "yyyyMMddTHHmmssZ"
MOST_FORMAT = 100
DURATION = re.compile(
    r"(-?)P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?"
)
# .NET's standard formats, as its custom ones.
STANDARD = {
    "d": "MM/dd/yyyy",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffff'Z'",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffff'Z'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ss'Z'",
    "y": "yyyy MMMM",
}
PART = re.compile(
    r"'([^']*)'|\\(.)|yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|tt|zzz|z|K|.",
    re.DOTALL,
)


@function("utcNow")
def utc_now(scope: Scope, how: Value = DEFAULT) -> Value:
    """When the deployment was asked for."""
    if not scope.is_default:
        raise InvalidTemplate("it can be used only in the default value of a parameter.")
    return _written(datetime.fromisoformat(scope.world.now), text(how))


@function("dateTimeAdd")
def date_time_add(scope: Scope, base: Value, duration: Value, how: Value = "") -> Value:
    """Written as `how` says, else as the base was."""
    moment = _later(_moment(text(base)), text(duration))
    return _written(moment, text(how) or _as_in(text(base)))


@function("dateTimeFromEpoch")
def date_time_from_epoch(scope: Scope, seconds: Value) -> Value:
    moment = datetime.fromtimestamp(within(whole(seconds), 0, 253_402_300_799), UTC)
    return _written(moment, "yyyy-MM-ddTHH:mm:ssZ")


@function("dateTimeToEpoch")
def date_time_to_epoch(scope: Scope, moment: Value) -> Value:
    return int(_moment(text(moment)).timestamp())


def _as_in(base: str) -> str:
    if "-" not in base:
        return DEFAULT
    return "u" if " " in base.strip() else "yyyy-MM-ddTHH:mm:ssZ"


def _moment(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidTemplate("the moment is not written as in ISO 8601.") from error


def _later(moment: datetime, duration: str) -> datetime:
    found = DURATION.fullmatch(duration.strip())
    if found is None or duration.strip().endswith(("P", "T")):
        raise InvalidTemplate("the duration is not written as in ISO 8601, such as P1DT2H.")
    sign = -1 if found[1] else 1
    years, months, weeks, days, hours, minutes, seconds = (
        sign * int(number or 0) for number in found.groups()[1:]
    )
    try:
        return _months_later(moment, 12 * years + months) + timedelta(
            weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
        )
    except (OverflowError, ValueError) as error:
        raise InvalidTemplate("the moment lies outside of the years 1 to 9999.") from error


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day of the month, or the last one that it has."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _written(moment: datetime, how: str) -> str:
    if len(how) > MOST_FORMAT:
        raise InvalidTemplate(f"a format may have {MOST_FORMAT} characters.")
    pattern = STANDARD.get(how, how) if len(how) == 1 else how
    return PART.sub(lambda part: _part(moment, part), pattern)


def _part(moment: datetime, part: re.Match[str]) -> str:
    if part[1] is not None or part[2] is not None:
        return part[1] or part[2] or ""
    sign = part[0]
    if sign[0] == "f":
        return f"{moment.microsecond:06d}0"[: len(sign)]
    parts = {
        "yyyy": f"{moment.year:04d}", "yy": f"{moment.year % 100:02d}",
        "MMMM": calendar.month_name[moment.month], "MMM": calendar.month_abbr[moment.month],
        "MM": f"{moment.month:02d}", "M": str(moment.month),
        "dddd": calendar.day_name[moment.weekday()], "ddd": calendar.day_abbr[moment.weekday()],
        "dd": f"{moment.day:02d}", "d": str(moment.day),
        "HH": f"{moment.hour:02d}", "H": str(moment.hour),
        "hh": f"{moment.hour % 12 or 12:02d}", "h": str(moment.hour % 12 or 12),
        "mm": f"{moment.minute:02d}", "m": str(moment.minute),
        "ss": f"{moment.second:02d}", "s": str(moment.second),
        "tt": "AM" if moment.hour < 12 else "PM", "zzz": "+00:00", "z": "+0", "K": "Z",
    }  # fmt: skip
    return parts.get(sign, sign)
