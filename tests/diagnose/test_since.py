"""When it was still good."""

from datetime import UTC, datetime, timedelta

import pytest

from skills.diagnose.since import moment_of

NOW = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("since", "back"),
    [
        ("7d", timedelta(days=7)),
        ("2 weeks", timedelta(days=14)),
        ("last week", timedelta(days=7)),
        ("past month", timedelta(days=30)),
        ("36h", timedelta(hours=36)),
        ("an hour ago", timedelta(hours=1)),
        ("the last 3 days", timedelta(days=3)),
        ("90 min", timedelta(minutes=90)),
    ],
)
def test_a_span_counts_back_from_now(since, back):
    assert moment_of(since, NOW) == NOW - back


@pytest.mark.parametrize(
    ("since", "day"),
    [
        ("2026-11-01", (2026, 11, 1)),
        ("yesterday", (2026, 11, 19)),
        ("today", (2026, 11, 20)),
        ("Monday", (2026, 11, 16)),
        ("last friday", (2026, 11, 13)),
        ("this week", (2026, 11, 16)),
        ("1 November 2026", (2026, 11, 1)),
        ("Nov 3rd", (2026, 11, 3)),
        ("December 24", (2025, 12, 24)),
    ],
)
def test_a_day_begins_at_midnight(since, day):
    assert moment_of(since, NOW) == datetime(*day, tzinfo=UTC)


def test_a_time_of_day_is_kept_in_utc():
    assert moment_of("2026-11-01T10:00:00+02:00", NOW) == datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("since", ["release", "run_0042", "the good one", "", "7"])
def test_other_words_are_no_time(since):
    assert moment_of(since, NOW) is None
