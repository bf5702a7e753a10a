"""The cheapest runs that would tell the suspects apart, as requests to type."""

import math
import re
import statistics
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import JsonValue

from skills.compare.traits import ABSENT
from skills.diagnose.changes import Change, labels, usualness
from skills.diagnose.factors import Row
from skills.diagnose.sides import Sides
from skills.diagnose.verdicts import Ranked

_MOST = 3
_WORD = re.compile(r"[\w.+:/@=-]+")
_NO_PACKAGE = {"python"}


class Decisive(NamedTuple):
    """A run that would tell."""

    request: str
    """As the user would type it."""
    splits: str
    """What its result would say."""
    runs: int
    minutes: float | None
    """None where the history does not say how long runs take."""

    @property
    def cost(self) -> str:
        """What it takes, for a person."""
        count = f"{self.runs} run{'s' * (self.runs > 1)}"
        if self.minutes is None:
            return f"{count}; how long one takes is not recorded"
        return f"{count}, about {_time(self.minutes)}"

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        return {"request": self.request, "splits": self.splits, "cost": self.cost}


def decisive_runs(sides: Sides, ranking: Sequence[Ranked], rows: Sequence[Row]) -> tuple[Decisive, ...]:
    """Return the runs to make next, the one that tells most first.

    Args:
        sides: What is held against what.
        ranking: The verdicts.
        rows: Runs whose durations say what one costs.
    """
    minutes = usual_minutes(sides, rows)
    likely = [entry for entry in ranking if entry.verdict == "most_likely"]
    if likely:
        found = _rolled_back(sides, [change for entry in likely for change in entry.changes], minutes)
        return (found,) if found else _by_hand(sides, minutes)
    open_ones = [
        change for entry in ranking if entry.verdict in ("undecidable", "possible") for change in entry.changes
    ]
    if not open_ones:
        return _by_hand(sides, minutes)
    return _splitting(sides, sorted(open_ones, key=lambda one: -usualness(one)), minutes)


def scored_alike(sides: Sides, changes: Sequence[Change], rows: Sequence[Row]) -> tuple[Decisive, ...]:
    """Return the run that would be scored as the baseline was, where params can do that."""
    settings = [change for change in changes if change.kind == "eval"]
    if not settings or not all(_can_be_set(change, change.old) for change in settings):
        return ()
    request = _request(sides.run.run, [(change, change.old) for change in settings])
    splits = "a real drop (if it is still low) from another way of scoring (if it is as good as before)"
    return (Decisive(request, splits, 1, usual_minutes(sides, rows)),)


def repeats(sides: Sides, rows: Sequence[Row]) -> tuple[Decisive, ...]:
    """Return the runs that would measure the noise."""
    minutes = usual_minutes(sides, rows)
    run = sides.baseline.run
    seeds = {row.scored.candidate.record.seed for row in rows}
    fresh = max((seed for seed in seeds if seed is not None and seed < 10**6), default=0) + 1
    request = f"rerun {run} with seed={fresh}" if seeds != {None} else f"rerun {run}"
    return (Decisive(request, "chance from a real change: it measures what the seed alone does", 1, minutes),)


def usual_minutes(sides: Sides, rows: Sequence[Row]) -> float | None:
    """Return how long a run like these takes; None where that is not recorded."""
    for some in (sides.run_group.rows, sides.baseline_group.rows, rows):
        known = [seconds for row in some if (seconds := _seconds(row)) is not None]
        if known:
            return statistics.median(known) / 60
    return None


def _seconds(row: Row) -> float | None:
    record = row.scored.candidate.record
    if record.started_at is None or record.finished_at is None or record.finished_at <= record.started_at:
        return None
    return (record.finished_at - record.started_at).total_seconds()


def _rolled_back(sides: Sides, changes: Sequence[Change], minutes: float | None) -> Decisive | None:
    if not all(_can_be_set(change, change.old) for change in changes):
        return None
    returns = "that it is the cause" if len(changes) == 1 else "that these are the cause"
    return Decisive(
        _request(sides.run.run, [(change, change.old) for change in changes]),
        f"if the drop is gone, it shows {returns}; if not, something else made it",
        1,
        minutes,
    )


def _splitting(sides: Sides, suspects: Sequence[Change], minutes: float | None) -> tuple[Decisive, ...]:
    """Return the runs that halve the suspects, by what can be set from outside."""
    back = [change for change in suspects if _can_be_set(change, change.old)]
    forth = [change for change in suspects if _can_be_set(change, change.new)]
    found: list[Decisive] = []
    if len(back) == len(suspects) > 1:
        found += [_half(sides, suspects, minutes)]
        found += [_one_back(sides, change, minutes) for change in suspects[1:] if len(suspects) == 3]
    elif len(back) == len(suspects) == 1:
        found += [_one_back(sides, suspects[0], minutes)]
    elif forth and len(forth) < len(suspects):
        rest = [change for change in suspects if change not in forth]
        request = _request(sides.baseline.run, [(change, change.new) for change in forth])
        splits = f"{labels(forth)} (if it is low) from {labels(rest)} (if it is as good as before)"
        found.append(Decisive(request, splits, 1, minutes))
    elif back:
        found += [_one_back(sides, change, minutes) for change in back]
    elif forth:
        found += [_one_forth(sides, change, minutes) for change in forth]
    return tuple(found[:_MOST]) or _by_hand(sides, minutes)


def _half(sides: Sides, suspects: Sequence[Change], minutes: float | None) -> Decisive:
    half = suspects[: len(suspects) // 2]
    rest = suspects[len(suspects) // 2 :]
    request = _request(sides.run.run, [(change, change.old) for change in half])
    rounds = math.ceil(math.log2(len(suspects)))
    more = f"; halving like this takes {rounds} runs at most" if rounds > 1 else ""
    splits = f"{labels(half)} (if the drop is gone) from {labels(rest)} (if it stays){more}"
    return Decisive(request, splits, 1, minutes)


def _one_back(sides: Sides, change: Change, minutes: float | None) -> Decisive:
    request = _request(sides.run.run, [(change, change.old)])
    return Decisive(request, f"{change.label} (if the drop is gone) from all else (if it stays)", 1, minutes)


def _one_forth(sides: Sides, change: Change, minutes: float | None) -> Decisive:
    request = _request(sides.baseline.run, [(change, change.new)])
    return Decisive(request, f"{change.label} (if it is low) from all else (if it is as good as before)", 1, minutes)


def _by_hand(sides: Sides, minutes: float | None) -> tuple[Decisive, ...]:
    splits = "what changed on record (if it is as good as before) from what is not on record (if it is low too)"
    return (Decisive(f"rerun {sides.baseline.run}", splits, 1, minutes),)


def _can_be_set(change: Change, value: JsonValue) -> bool:
    if value is None or value == ABSENT or isinstance(value, list | dict):
        return False
    if change.kind == "package":
        return change.name not in _NO_PACKAGE and _WORD.fullmatch(str(value)) is not None
    return (
        change.factor.dimension == "params"
        and _WORD.fullmatch(change.name) is not None
        and _WORD.fullmatch(str(value)) is not None
    )


def _request(run: str, values: Sequence[tuple[Change, JsonValue]]) -> str:
    said = [f"{change.name}=={value}" for change, value in values if change.kind == "package"]
    said += [f"{change.name}={_spelled(value)}" for change, value in values if change.factor.dimension == "params"]
    return f"rerun {run} with {' and '.join(said)}"


def _spelled(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _time(minutes: float) -> str:
    if minutes < 1:
        return "1 minute"
    if minutes < 90:
        return f"{minutes:.0f} minute{'s' * (round(minutes) > 1)}"
    hours = minutes / 60
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"
