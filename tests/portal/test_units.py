"""How numbers and times read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from portal.templatetags import units

GB = 1024**3
NOW = datetime(2026, 11, 23, 9, 42, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1536, "1.5 KB"),
        (10 * GB, "10.0 GB"),
        (127 * GB, "127 GB"),
        (1000 * GB, "1.0 TB"),
        (5000 * 1024 * 1024 * GB, "5,000 PB"),
        (None, ""),
    ],
)
def test_sizes(size, text):
    assert units.in_bytes(size) == text


def test_rates_are_sizes_a_second():
    assert units.rate(142 * 1024**2) == "142 MB/s"
    assert units.rate(None) == ""


def test_thousands_are_grouped():
    assert units.thousands(10_000) == "10,000"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 s"),
        (0.2, "1 s"),
        (59, "59 s"),
        (61, "2 min"),
        (3600, "1 h"),
        (4800, "1 h 20 min"),
        (86400, "1 day"),
        (2 * 86400 + 3 * 3600, "2 days 3 h"),
        (None, ""),
    ],
)
def test_durations_round_up(seconds, text):
    assert units.duration(seconds) == text


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=18), "18 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1, hours=2), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "16 Nov 2026"),
    ],
)
def test_the_recent_past_is_relative(age, text):
    assert f">{text}</time>" in units.ago(NOW - age)


def test_a_time_can_be_read_by_machines_and_in_full():
    shown = units.ago(NOW - timedelta(minutes=18))

    assert 'datetime="2026-11-23T09:24:30+00:00"' in shown
    assert 'title="23 Nov 2026, 09:24:30 UTC"' in shown


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=8), "1 Dec 2026, in 8 days"),
        (timedelta(days=-22), "1 Nov 2026, 22 days ago"),
        (timedelta(hours=5), "23 Nov 2026, in 5 h"),
        (timedelta(days=129), "1 Apr 2027, in 4 months"),
        (timedelta(days=1100), "27 Nov 2029, in 3 years"),
        (timedelta(seconds=1), "23 Nov 2026, now"),
    ],
)
def test_a_deadline_says_the_day_and_how_far_it_is(left, text):
    assert f">{text}</time>" in units.deadline(NOW + left)


@pytest.mark.parametrize(
    "show", [units.ago, units.deadline, units.distance, units.day, units.clock]
)
def test_no_time_shows_nothing(show):
    assert show(None) == ""
