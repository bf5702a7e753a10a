"""Say how one run differs from another, and by how much its value does; plain text, to be escaped where it is shown."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import JsonValue

from skills.compare.candidates import Candidate
from skills.compare.comparability import BOUNDED, named
from skills.compare.differences import Difference, differences_of
from skills.compare.metrics import Metric
from skills.compare.plain_text import listed, plain
from skills.compare.settings import is_own_place
from skills.compare.traits import ABSENT, Dimension
from skills.compare.values import as_number, digits_to_tell_apart, show_number, show_value
from skills.compare.versions import version_step

_ORDER: tuple[Dimension, ...] = ("params", "eval", "data", "packages", "code", "host", "seed")
_IN_POINTS = BOUNDED - {"auc", "auprc", "mcc", "kappa", "ndcg", "mrr", "r2"}
"""Measures that people say in percent."""
_MOST_PHRASES = 5
_MOST_FILES = 3
_DIGEST = 12


class Change(NamedTuple):
    """One difference between two runs."""

    dimension: Dimension
    name: str
    here: JsonValue
    """In the run that is talked about."""
    there: JsonValue
    """In the run it is held against."""


def changes_between(run: Candidate, reference: Candidate) -> list[Change]:
    """Return what a run had otherwise than a reference, params first; places that runs write to are left out."""
    found = differences_of((run, reference)).found
    params = {difference.name for difference in found if difference.dimension == "params"}
    changes = [
        Change(one.dimension, one.name, one.values[run.run], one.values[reference.run])
        for one in found
        if not _is_said_already(one, params)
    ]
    return sorted(changes, key=lambda change: _ORDER.index(change.dimension))


def changes_text(changes: Sequence[Change], most: int = _MOST_PHRASES) -> str:
    """Return changes as one phrase: `lr 0.01 instead of 0.001 (higher), numpy 2.0.0 instead of 1.26.4 (major)`."""
    phrases = [change_text(change) for change in changes if change.dimension != "code"]
    files = [change for change in changes if change.dimension == "code"]
    if files:
        phrases.insert(len([change for change in changes if _ORDER.index(change.dimension) < 4]), files_text(files))
    shown = phrases[:most]
    more = len(phrases) - len(shown)
    return f"{', '.join(shown)} and {more} more" if more else listed(shown)


def change_text(change: Change) -> str:
    """Return one change in words."""
    name = _name(change)
    here, there = (shown_value(change.dimension, value) for value in (change.here, change.there))
    if change.here == ABSENT:
        return f"without {name} ({there})"
    if change.there == ABSENT:
        return f"with {name} {here}, which the other lacks"
    if change.here is None:
        return f"{name} not recorded ({there} in the other)"
    if change.there is None:
        return f"{name} {here} (not recorded in the other)"
    return f"{name} {here} instead of {there}{_way(change)}"


def difference_text(difference: Difference) -> str:
    """Return one difference over all runs in words: `lr: 0.1 in run_1 and run_2; 0.01 in run_3`."""
    by_value: dict[str, list[str]] = {}
    for run, value in difference.values.items():
        by_value.setdefault(shown_value(difference.dimension, value), []).append(run)
    said = [f"{value} in {named(runs)}" for value, runs in list(by_value.items())[:_MOST_PHRASES]]
    more = f"; {len(by_value) - len(said)} more" if len(by_value) > len(said) else ""
    label = "" if difference.dimension in ("params", "packages", "seed", "host") else f"{difference.dimension} "
    label = "" if difference.name == difference.dimension else label
    return f"{label}{plain(difference.name)}: {'; '.join(said)}{more}"


def files_text(files: Sequence[Change]) -> str:
    """Return changes of code in words."""
    if any(change.name == "commit" for change in files):
        return ", ".join(change_text(change) for change in files if change.name == "commit")
    names = [plain(change.name) for change in files]
    shown = names if len(names) <= _MOST_FILES else [*names[:_MOST_FILES], f"{len(names) - _MOST_FILES} more files"]
    return f"other code in {listed(shown)}"


def shown_value(dimension: Dimension, value: JsonValue) -> str:
    """Return a value of a difference for a person; digests cut."""
    is_digest = dimension in ("code", "data") and isinstance(value, str) and value != ABSENT
    return plain(str(value)[:_DIGEST]) if is_digest else show_value(value)


def amount_text(metric: Metric, value: float, reference: float) -> str:
    """Return how far a value is from a reference, in the metric's own sense: `lost 1.5 points`."""
    difference = value - reference
    if difference == 0:
        return "came out equal"
    better = (difference > 0) == (metric.direction == "higher")
    size = abs(difference)
    if metric.id.canonical in _IN_POINTS:
        points = size if max(abs(value), abs(reference)) > 1 else size * 100
        return f"{_gained(metric, better)} {_rounded(points)} points"
    return f"came out {_rounded(size)} {'better' if better else 'worse'}"


def value_text(metric: Metric, value: float | None, beside: Sequence[float] = ()) -> str:
    """Return a metric with its value: `accuracy 0.923`, with digits enough to tell it from those beside it."""
    return f"{metric.shown} {show_number(value, digits_to_tell_apart([value, *beside]))}"


def percent_text(metric: Metric, value: float) -> str:
    """Return what follows a value of a measure that people say in percent: ` %`, or ` (92.3 %)` after a fraction."""
    if metric.id.canonical not in _IN_POINTS or not 0 <= value <= 100:
        return ""
    return " %" if value > 1 else f" ({show_number(round(value * 100, 6))} %)"


def _gained(metric: Metric, better: bool) -> str:
    if metric.direction == "lower":
        return "came out better by" if better else "came out worse by"
    return "gained" if better else "lost"


def _rounded(size: float) -> str:
    return f"{size:.2g}" if 0 < size < 100 else show_number(size)


def _is_said_already(difference: Difference, params: set[str]) -> bool:
    if difference.dimension == "eval":
        return difference.name in params
    return difference.dimension == "params" and is_own_place(difference.name)


def _name(change: Change) -> str:
    if change.dimension == "data":
        return f"data {plain(change.name)}" if change.name not in ("data", "dataset") else "data"
    return plain(change.name)


def _way(change: Change) -> str:
    if change.dimension == "packages":
        step = version_step(str(change.there), str(change.here))
        return f" ({step})" if step else ""
    here, there = as_number(change.here), as_number(change.there)
    if change.dimension != "params" or here is None or there is None:
        return ""
    return " (higher)" if here > there else " (lower)"
