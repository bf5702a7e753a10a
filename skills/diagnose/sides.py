"""The two sides of a drop: the run that is worse, and the last good configuration it is held against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from skills.compare.plain_text import plain
from skills.compare.scoring import Scored
from skills.compare.values import show_number
from skills.diagnose.factors import Row, Table
from skills.diagnose.repeats import Group, Spread

GOOD_LOOKED_FOR_IN = 60
"""Newest runs before the drop among which the last good configuration is looked for."""


class Asked(NamedTuple):
    """What the user said about the two sides, resolved."""

    run: str | None = None
    """Id of the run that is worse."""
    baseline: str | None = None
    """Id of the run that was good."""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """What is held against what."""

    run: Row
    run_group: Group
    """The run and its repeats."""
    baseline: Row
    baseline_group: Group
    """The baseline and its repeats, without the run."""
    is_repeat: bool
    """Whether both are one configuration, so that nothing but chance is between them."""
    notes: tuple[str, ...] = ()

    @property
    def drop(self) -> float:
        """How much worse the run's configuration is than the baseline's, by their medians; below zero: better."""
        return self.baseline_group.median - self.run_group.median


def unscored(scored: Sequence[Scored], asked: Asked) -> list[Scored]:
    """Return the runs that were named and have no finite final value."""
    return [one for one in scored if one.run in (asked.run, asked.baseline) and one.standing != "ranked"]


def sides_of(
    table: Table, groups: dict[str, Group], asked: Asked, spread: Spread | None, fits: Callable[[Row, Row], bool]
) -> Sides | None:
    """Return the two sides; None where there is only one run to look at.

    Args:
        table: Runs with a finite final value, oldest first.
        groups: The group of each run.
        asked: What the user said.
        spread: How much one configuration varies, where that was measured.
        fits: Tells whether two runs were scored alike.
    """
    if len(table.rows) < 2:
        return None
    notes: list[str] = []
    since = _since(table, asked, notes)
    run = table.row(asked.run) if asked.run else _newest(table, asked.baseline)
    if asked.baseline:
        baseline = table.row(asked.baseline)
        group = groups[baseline.run].without(run.run)
    else:
        before = _before(table, run, since, notes)
        if not before:
            return None
        group = _last_good(before, groups, run, spread, fits)
        baseline = group.typical
    is_repeat = groups[run.run] is groups[baseline.run]
    run_group = Group((run,)) if is_repeat else groups[run.run]
    return Sides(run, run_group, baseline, group, is_repeat, tuple(notes))


def _newest(table: Table, baseline: str | None) -> Row:
    return next(row for row in reversed(table.rows) if row.run != baseline)


def _since(table: Table, asked: Asked, notes: list[str]) -> datetime | None:
    """Return the moment before which it was good; None where no run is newer."""
    if asked.since is None or asked.baseline:
        return None
    newest = _start(table.row(asked.run) if asked.run else table.rows[-1])
    if newest is not None and newest >= asked.since:
        return asked.since
    when = f"{asked.since:%Y-%m-%d %H:%M} UTC"
    notes.append(f"No run with a result is newer than {when}, so the newest is held against the last good one before.")
    return None


def _before(table: Table, run: Row, since: datetime | None, notes: list[str]) -> list[Row]:
    """Return the runs that the last good one is among, oldest first."""
    place = table.rows.index(run)
    earlier = list(table.rows[:place]) or list(table.rows[place + 1 :])
    if since is None:
        return earlier
    before = [row for row in earlier if (start := _start(row)) is not None and start < since]
    if not before:
        when = f"{since:%Y-%m-%d %H:%M} UTC"
        notes.append(f"No run with a result is older than {when}, so it is held against the last good one since then.")
    return before or earlier


def _last_good(
    before: Sequence[Row],
    groups: dict[str, Group],
    run: Row,
    spread: Spread | None,
    fits: Callable[[Row, Row], bool],
) -> Group:
    """Return the best configuration among the newest, by what it usually scores.

    It counts by the low end of the 95 % interval of its median, so that no lucky single run is taken; of those that
    are not worse than the best beyond chance, the one that was repeated most is the surest reference.
    """
    recent = list(reversed(before[-GOOD_LOOKED_FOR_IN:]))
    alike = [row for row in recent if fits(row, run)]
    best = _best(alike, groups, run, spread) if alike else None
    if best is None or (len(alike) < len(recent) and best.median <= run.value):
        return _best(recent, groups, run, spread)
    return best


def _best(rows: Sequence[Row], groups: dict[str, Group], run: Row, spread: Spread | None) -> Group:
    allowed = {row.run for row in rows}
    found: dict[tuple[str, ...], Group] = {}
    for row in rows:
        members = tuple(one for one in groups[row.run].rows if one.run in allowed and one.run != run.run)
        found.setdefault(tuple(one.run for one in members), Group(members))
    candidates = list(found.values())
    best = max(candidates, key=lambda group: group.median - _uncertainty(group, spread))
    if spread is None:
        return best
    as_good = [
        group for group in candidates if best.median - group.median <= spread.floor(len(best.draws), len(group.draws))
    ]
    return max(as_good, key=lambda group: (len(group.draws), group.median))


def _uncertainty(group: Group, spread: Spread | None) -> float:
    return spread.half_width(1 / len(group.draws)) if spread else 0.0


def _start(row: Row) -> datetime | None:
    return row.scored.candidate.record.started_at


def newer_without_result(scored: Sequence[Scored], run: str) -> tuple[str, ...]:
    """Return sentences about runs newer than the one looked at that have no value, newest first.

    Args:
        scored: Newest first, with or without a value.
        run: The run looked at.
    """
    says = {"no value": "has no value", "not finite": "ended with {}", "unfinished": "was at {}"}
    sentences = []
    for one in scored:
        if one.run == run:
            break
        if one.standing != "ranked":
            status = one.candidate.record.status or "finished"
            state = says[one.standing].format(show_number(one.number))
            sentences.append(f"{plain(one.run)} is newer, but {_STATES.get(status, 'it')} {state}.")
    return tuple(sentences[:3])


_STATES = {
    "pending": "has not started and",
    "running": "is still running and",
    "failed": "failed and",
    "crashed": "crashed and",
    "stopped": "was stopped and",
    "lost": "was lost and",
}
