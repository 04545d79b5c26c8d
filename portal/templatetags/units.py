"""Numbers and times as people read them."""

from datetime import UTC, datetime, timedelta
from math import ceil

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86400
WEEK = 7 * DAY
UNITS = ("KB", "MB", "GB", "TB", "PB")


@register.filter(name="bytes")
def in_bytes(size: float | None) -> str:
    """10.0 GB. A GB is 1024 MB, as in the sizes of disks everywhere in the public service."""
    if size is None:
        return ""
    if size < 1024:
        return f"{int(size)} bytes" if size != 1 else "1 byte"
    number, power = size / 1024, 0
    while number >= 999.5 and power < len(UNITS) - 1:
        number, power = number / 1024, power + 1
    unit = UNITS[power]
    return f"{number:.1f} {unit}" if number < 99.95 else f"{number:,.0f} {unit}"


@register.filter
def rate(bytes_a_second: float | None) -> str:
    """142 MB/s."""
    return f"{in_bytes(bytes_a_second)}/s" if bytes_a_second else ""


@register.filter
def thousands(number: int | None) -> str:
    """10,000."""
    return "" if number is None else f"{number:,}"


@register.filter
def duration(seconds: float | None) -> str:
    """4 min. Rounds up, so that nobody waits longer than was said."""
    if seconds is None:
        return ""
    seconds = max(1, ceil(seconds))
    if seconds < MINUTE:
        return f"{seconds} s"
    minutes = ceil(seconds / MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(ceil(seconds / HOUR), 24)
    return f"{_count(days, 'day')} {hours} h" if hours else _count(days, "day")


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """18 min ago, within the last week; else the day."""
    if moment is None:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    return _time(moment, _past(seconds) if 0 <= seconds < WEEK else _day(moment))


@register.filter
def deadline(moment: datetime | None) -> SafeString | str:
    """1 Dec 2026, in 8 days: both the day and how far away it is."""
    if moment is None:
        return ""
    return _time(moment, f"{_day(moment)}, {distance(moment)}")


@register.filter
def distance(moment: datetime | None) -> str:
    """In 8 days; 22 days ago."""
    if moment is None:
        return ""
    left = moment - timezone.now()
    if abs(left) < timedelta(minutes=1):
        return "now"
    span = _span(abs(left).total_seconds())
    return f"in {span}" if left > timedelta() else f"{span} ago"


@register.filter
def day(moment: datetime | None) -> SafeString | str:
    """1 Dec 2026."""
    return "" if moment is None else _time(moment, _day(moment))


@register.filter
def clock(moment: datetime | None) -> SafeString | str:
    """09:42."""
    return "" if moment is None else _time(moment, f"{timezone.localtime(moment):%H:%M}")


def _time(moment: datetime, text: str) -> SafeString:
    machine = moment.astimezone(UTC).isoformat(timespec="seconds")
    full = f"{_day(moment)}, {timezone.localtime(moment):%H:%M:%S %Z}"
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, full, text)


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.day} {local:%b %Y}"


def _past(seconds: float) -> str:
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h ago"
    days = int(seconds // DAY)
    return "yesterday" if days == 1 else f"{days} days ago"


def _span(seconds: float) -> str:
    """The one unit that says it best."""
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    if seconds < DAY:
        return f"{round(seconds / HOUR)} h"
    days = round(seconds / DAY)
    if days < 60:
        return _count(days, "day")
    return _count(round(days / 30.44), "month") if days < 730 else _count(days // 365, "year")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
