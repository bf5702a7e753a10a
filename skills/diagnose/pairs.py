"""Controlled pairs: runs that differ in just one change, with the effect it had."""

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

from skills.diagnose.evidence import Context, Evidence, Witness
from skills.diagnose.factors import Row
from skills.diagnose.repeats import Spread

_MOST_PAIRS = 4


class Pair(NamedTuple):
    """Two runs that differ in nothing else that is known to matter."""

    having: Row
    """The run that had the change."""
    lacking: Row
    """The run that had not."""


class Effect(NamedTuple):
    """What a change did, from all pairs; in the metric's own units and direction."""

    estimate: float
    low: float | None
    """End of the 95 % interval; None where no noise floor was measured."""
    high: float | None


class Controlled(NamedTuple):
    """What the pairs of a change say."""

    pairs: tuple[Pair, ...]
    """The nearest to the two sides first."""
    effect: Effect | None
    """None where there is no pair."""
    elsewhere: Pair | None = None
    """A pair in which it did something else: what it does depends on what else was set."""

    def is_beyond_noise(self) -> bool:
        """Tell whether the whole interval of the effect is on one side of zero."""
        found = self.effect
        return found is not None and found.low is not None and found.high is not None and found.low * found.high > 0


def controlled_pairs(
    evidence: Evidence,
    atom: frozenset[int],
    spread: Spread | None,
    sign: int,
    counts: Callable[[Witness], bool] = lambda _: True,
) -> Controlled:
    """Return the pairs that differ in just the changes of an atom.

    Args:
        evidence: What the history holds.
        atom: Places of its changes among all changes.
        spread: How much one configuration varies, where that was measured.
        sign: 1 where a higher value is better, -1 where a lower one is.
        counts: Which runs may be half of a pair.
    """
    pairs: list[Pair] = []
    differences: list[tuple[float, float]] = []
    for context in evidence.controlled:
        for having, lacking in _halves(context, atom, counts):
            one, other = (statistics.fmean(row.value for row in rows) for rows in (having, lacking))
            differences.append((one - other, 1 / len(having) + 1 / len(lacking)))
            pairs.append(Pair(_middle(having), _middle(lacking)))
    if not differences:
        return Controlled((), None)
    odd = _inconsistent(differences, spread)
    elsewhere = pairs[odd] if odd is not None else None
    if odd is not None or spread is None:
        differences = differences[:1]
    weights = [1 / variance for _, variance in differences]
    estimate = sum(weight * one for weight, (one, _) in zip(weights, differences, strict=True)) / sum(weights)
    half = spread.half_width(1 / sum(weights)) if spread else None
    ends = (None, None) if half is None else (sign * estimate - half, sign * estimate + half)
    return Controlled(tuple(pairs[:_MOST_PAIRS]), Effect(sign * estimate, *ends), elsewhere)


def _inconsistent(differences: Sequence[tuple[float, float]], spread: Spread | None) -> int | None:
    """Return the place of the first difference that is not that of the pair nearest to the two sides.

    A change that does something only together with another has an effect in some pairs and none in others.
    """
    first, variance = differences[0]
    if spread is None:
        return None
    apart = (abs(other - first) > spread.half_width(variance + of_other) for other, of_other in differences)
    return next((place for place, is_apart in enumerate(apart) if is_apart), None)


def _halves(
    context: Context, atom: frozenset[int], counts: Callable[[Witness], bool]
) -> list[tuple[list[Row], list[Row]]]:
    """Return the runs with and without an atom, by what else they had; those with most other changes first."""
    by_rest: dict[tuple[bool, ...], tuple[list[Row], list[Row]]] = {}
    for witness in context.witnesses:
        own = {witness.has[place] for place in atom}
        if len(own) == 1 and counts(witness):
            rest = tuple(has for place, has in enumerate(witness.has) if place not in atom)
            by_rest.setdefault(rest, ([], []))[0 if own.pop() else 1].append(witness.row)
    ordered = sorted(by_rest.items(), key=lambda item: -sum(item[0]))
    return [halves for _, halves in ordered if halves[0] and halves[1]]


def _middle(rows: Sequence[Row]) -> Row:
    median = statistics.median(row.value for row in rows)
    return min(rows, key=lambda row: abs(row.value - median))
