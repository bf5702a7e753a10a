"""How long a run will still take, from the rates that were measured, as an honest range. Pure."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

MOST_WINDOWS = 24
FEW = 4
"""Rates below this count tell their own spread badly."""
SLACK = 0.25
"""By which a range from few rates is widened to both sides."""


class Mark(NamedTuple):
    """A moment at which a position was reached."""

    time: float
    """Seconds since the epoch."""
    position: float
    """Epochs or steps that were done then."""


class Eta(NamedTuple):
    """The time that is left, in seconds."""

    low: float
    likely: float
    high: float


def estimate(marks: Sequence[Mark], total: float, now: float, *, doubt: float = 0.0) -> Eta | None:
    """Return the time left; None where no rate was measured.

    Args:
        marks: In the order they were reached.
        total: The position of the end.
        now: Seconds since the epoch.
        doubt: By how much less than each position may really have been done then.
    """
    rates = _rates(_thinned(marks))
    if not rates:
        return None
    last = marks[-1]
    low, likely, high = _range(rates)
    left = max(0.0, total - last.position)
    since = max(0.0, now - last.time)

    def remaining(rate: float, units: float) -> float:
        return max(0.0, units * rate - since)

    best, expected, worst = remaining(low, left), remaining(likely, left), remaining(high, left + doubt)
    return Eta(best, max(best, expected), max(worst, expected))


def _thinned(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks that advance both in time and position, not too close to each other."""
    advancing: list[Mark] = []
    for mark in marks:
        if not advancing or (mark.position > advancing[-1].position and mark.time > advancing[-1].time):
            advancing.append(mark)
    if len(advancing) <= MOST_WINDOWS + 1:
        return advancing
    stride = (len(advancing) - 1) / MOST_WINDOWS
    return [advancing[round(number * stride)] for number in range(MOST_WINDOWS + 1)]


def _rates(marks: Sequence[Mark]) -> list[float]:
    """Return the seconds one unit took, window by window."""
    return [(later.time - earlier.time) / (later.position - earlier.position) for earlier, later in pairwise(marks)]


def _range(rates: Sequence[float]) -> tuple[float, float, float]:
    """Return a low, a likely and a high rate: quartiles, wider where there are few; recent ones count twice."""
    recent = sorted([*rates, *rates[-max(1, len(rates) // 2) :]])
    likely = recent[len(recent) // 2]
    if len(rates) < FEW:
        return recent[0] * (1 - SLACK), likely, recent[-1] * (1 + SLACK)
    low, high = recent[len(recent) // 4], recent[math.ceil(len(recent) * 0.75) - 1]
    return min(low, likely * 0.95), likely, max(high, likely * 1.05)
