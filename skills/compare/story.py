"""Tell what a comparison found, sentence by sentence: the best, what each other run did differently, what to know.

Plain text without control characters; whoever shows it escapes it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from skills.compare.candidates import Candidate
from skills.compare.comparability import named
from skills.compare.comparison import Comparison, in_order
from skills.compare.metrics import Metric
from skills.compare.noise import Noise
from skills.compare.phrases import (
    amount_text,
    changes_between,
    changes_text,
    difference_text,
    percent_text,
    shown_value,
    value_text,
)
from skills.compare.plain_text import listed, plain
from skills.compare.scoring import Scored
from skills.compare.settings import is_own_place
from skills.compare.values import show_number

_MOST_LINES = 9
_MOST_TRAITS = 4
_MOST_DIFFERENCES = 12
_STATES = {
    "pending": "has not started and ",
    "running": "is still running and ",
    "failed": "failed and ",
    "crashed": "crashed and ",
    "stopped": "was stopped and ",
    "lost": "was lost and ",
}


class Story(NamedTuple):
    """What there is to say about a comparison."""

    headline: str
    """The answer in some words: `run_0003 was best`."""
    rest: str
    """What follows the headline in its sentence; may be empty."""
    blockers: tuple[str, ...]
    """Why there is no ranking, and what can be said all the same."""
    runs: tuple[str, ...]
    """For each other run, what it did differently and what came of it."""
    differences: tuple[str, ...]
    """What differs, thing by thing, where there is no best to hold the others against."""
    notes: tuple[str, ...]
    """What a reader should know: where values come from, what is not recorded, what noise does."""


def tell(comparison: Comparison) -> Story:
    """Return what there is to say."""
    metric = comparison.metric
    if metric is None:
        count = len(comparison.candidates)
        rest = (
            "; it reported no metric."
            if count == 1
            else "; none of them reported a metric, so none can be called best."
        )
        return Story(f"{count} run{'s' * (count > 1)}", rest, (), (), (), ())
    headline, rest = _refused(metric) if comparison.blockers else _verdict(comparison, metric)
    return Story(
        headline,
        rest,
        tuple(_blockers(comparison, metric)),
        tuple(_others(comparison, metric)),
        () if comparison.best else tuple(_what_differs(comparison)),
        tuple(_notes(comparison)),
    )


def run_text(candidate: Candidate) -> str:
    """Return a run as users know it: its id, with its name where it has another."""
    name = candidate.record.name
    return plain(candidate.run) + (f" ({plain(name, 40)})" if name and name != candidate.run else "")


def _refused(metric: Metric) -> tuple[str, str]:
    return f"These runs cannot be ranked by {metric.shown}", ""


def _verdict(comparison: Comparison, metric: Metric) -> tuple[str, str]:
    best = comparison.score_of(comparison.best) if comparison.best else None
    if best is None:
        return "No run can be called best", f": none finished with a finite {metric.shown}."
    values = [ranked.value for ranked in comparison.ranking[: _MOST_LINES + 1]]
    value = value_text(metric, best.number, values) + percent_text(metric, best.number) + _peak(best)
    if comparison.tied:
        return f"{listed([plain(run) for run in comparison.tied])} are equally good", f": {value}."
    alone = "is the only one that can be ranked" if len(comparison.ranking) == 1 else "was best"
    traits = _traits(comparison, best.candidate)
    return f"{run_text(best.candidate)} {alone}", f": {value}{_with(traits)}."


def _traits(comparison: Comparison, candidate: Candidate) -> list[str]:
    """Return what sets the best run apart: its values of what differs."""
    traits = []
    for dimension in ("params", "packages"):
        for difference in comparison.differences.of(dimension):
            value = difference.values[candidate.run]
            if value is not None and not is_own_place(difference.name):
                traits.append(f"{plain(difference.name)} {shown_value(dimension, value)}")
    return traits[:_MOST_TRAITS]


def _with(traits: Sequence[str]) -> str:
    return f"; {', '.join(traits)}" if traits else ""


def _peak(scored: Scored) -> str:
    value = scored.value
    if value is None or value.best is None or value.last is None or value.best == value.last:
        return ""
    if show_number(value.best) == show_number(value.last):
        return ""
    where = "" if value.best_step is None else f" at step {value.best_step:g}"
    return f", after a best of {show_number(value.best)}{where}"


def _blockers(comparison: Comparison, metric: Metric) -> list[str]:
    lines = list(comparison.blockers)
    for group in comparison.groups if len(comparison.groups) > 1 and metric.direction else ():
        members = [one for one in comparison.scored if one.run in group]
        if len(members) > 1:
            first = in_order(members, metric)[0]
            said = f"Among {named(group)}, which agree in this, {run_text(first.candidate)} was best"
            lines.append(f"{said}: {value_text(metric, first.number)}.")
    return lines


def _others(comparison: Comparison, metric: Metric) -> list[str]:
    """Return a line for each run but the best: what it did differently, and what that came with."""
    best = comparison.score_of(comparison.best) if comparison.best else None
    if best is None:
        others = [_unranked_line(one, metric, None) for one in comparison.scored if one.standing != "ranked"]
    else:
        place = {ranked.run: number for number, ranked in enumerate(comparison.ranking)}
        ranked = sorted((one for one in comparison.scored if one.run in place), key=lambda one: place[one.run])
        values = [one.number for one in ranked[: _MOST_LINES + 1]]
        others = [_ranked_line(one, best, metric, values) for one in ranked[1 : _MOST_LINES + 1]]
        rest = [one for one in comparison.scored if one.run not in place]
        others += [_unranked_line(one, metric, best.candidate) for one in rest[: max(3, _MOST_LINES - len(others))]]
    missing = len(comparison.scored) - len(others) - (best is not None)
    if missing > 0 and others:
        others.append(f"… and {missing} more runs.")
    return others


def _ranked_line(one: Scored, best: Scored, metric: Metric, values: Sequence[float]) -> str:
    changes = changes_text(changes_between(one.candidate, best.candidate))
    had = f"had {changes}" if changes else "had nothing else on record that differs"
    amount = amount_text(metric, one.number, best.number)
    return f"{run_text(one.candidate)} {had}, and {amount}: {value_text(metric, one.number, values)}{_peak(one)}."


def _unranked_line(one: Scored, metric: Metric, best: Candidate | None) -> str:
    why = {
        "no value": f"reported no {metric.shown}",
        "not finite": f"ended with {value_text(metric, one.number)}",
        "unfinished": f"was at {value_text(metric, one.number)}",
        "ranked": "",
    }[one.standing]
    state = _STATES.get(one.candidate.record.status or "finished", "")
    changes = changes_text(changes_between(one.candidate, best)) if best else ""
    return f"{run_text(one.candidate)} {state}{why}, so it is not ranked.{f' It had {changes}.' if changes else ''}"


def _what_differs(comparison: Comparison) -> list[str]:
    names = {difference.name for difference in comparison.differences.of("params")}
    found = [
        one
        for one in comparison.differences.found
        if not is_own_place(one.name) and not (one.dimension == "eval" and one.name in names)
    ]
    lines = [difference_text(one) for one in found[:_MOST_DIFFERENCES]]
    return [*lines, f"… and {len(found) - len(lines)} more differences."] if len(found) > len(lines) else lines


def _notes(comparison: Comparison) -> list[str]:
    notes = [*comparison.caveats, *_measured_by(comparison)]
    return [*notes, _noise(comparison)] if len(comparison.ranking) > 1 else notes


def _measured_by(comparison: Comparison) -> list[str]:
    evaluated = [(one.run, one.evaluation) for one in comparison.scored if one.evaluation is not None]
    if not evaluated:
        return []
    said = [f"{plain(evaluation.record.run_id)} for {plain(run)}" for run, evaluation in evaluated[:5]]
    more = f" and {len(evaluated) - 5} more" if len(evaluated) > 5 else ""
    return [f"Measured by evaluations: {listed(said) if not more else ', '.join(said)}{more}."]


def _noise(comparison: Comparison) -> str:
    noise = comparison.noise
    if noise is None:
        return (
            "Whether these differences are real or chance cannot be told: no run was repeated with other seeds so that "
            f"its values vary. To measure it, train {plain(comparison.best or '')} again with two or more seeds."
        )
    beyond = [ranked.run for ranked in comparison.ranking if ranked.beyond_noise]
    within = [ranked.run for ranked in comparison.ranking if not ranked.beyond_noise]
    said = (
        f"Noise: {len(noise.repeats)} runs that differ only in their seed ({named(noise.repeats)}) "
        f"have the median {show_number(noise.median)}; one more such run lies within "
        f"±{show_number(noise.floor, 3)} of it, 95 times in 100."
    )
    real = f" Beyond that: {named(beyond)}." if beyond else " No run is beyond that."
    chance = f" Within it, and so not to be told from chance: {named(within)}." if within else ""
    return said + real + chance + _too_close(comparison, noise)


def _too_close(comparison: Comparison, noise: Noise) -> str:
    """Return a sentence where the two best are single runs that cannot be told apart."""
    first, second = comparison.ranking[:2]
    if not noise.alike.isdisjoint({first.run, second.run}):
        return ""
    if noise.tells_apart(first.value, second.value):
        return ""
    return f" {plain(first.run)} and {plain(second.run)} are too close to each other to be told apart."
