"""What the history says about some changes: runs of one context, in which only these changes come and go."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from skills.diagnose.factors import Factor, Row, Table
from skills.diagnose.inert import inert_factors

OLD, NEW = 0, 1
_MOST_ROWS = 400
_FEWEST_CONTEXTS = 4


class Witness(NamedTuple):
    """A run as evidence about the changes."""

    row: Row
    has: tuple[bool, ...]
    """For each change, whether the run had the new value."""


class Context(NamedTuple):
    """Runs that agree in everything but the changes."""

    witnesses: tuple[Witness, ...]
    is_main: bool
    """Whether it is that of the two sides themselves."""

    @property
    def varies(self) -> bool:
        """Whether the changes come and go in it."""
        return len({witness.has for witness in self.witnesses}) > 1


class Evidence(NamedTuple):
    """The history, seen from some changes."""

    contexts: tuple[Context, ...]
    """The main one first, then others in which the changes vary, then runs that are alone in theirs."""
    scatter: float | None
    """How far contexts lie from each other (standard deviation); None where there are too few to say."""
    inert: frozenset[Factor]
    """Changes that were seen to do nothing."""

    @property
    def controlled(self) -> tuple[Context, ...]:
        """Contexts in which the changes vary."""
        return tuple(context for context in self.contexts if context.varies)


def evidence_of(
    table: Table, changes: Sequence[Factor], run: Row, baseline: Row, *, fits: Sequence[Row], sigma: float
) -> Evidence:
    """Return what the history says about some changes.

    What only one of the two sides recorded is taken to be the other's too; whoever reads the evidence must allow for
    that (`Weighing` has a suspect for what was not recorded).

    Args:
        table: All runs.
        changes: Factors whose levels are known on both sides and differ.
        run: The worse side.
        baseline: The better side.
        fits: The runs that were scored as the two sides were.
        sigma: Standard deviation from seed to seed.
    """
    inert = inert_factors(fits, [factor for factor in table.factors if factor not in changes], sigma)
    others = [factor for factor in table.factors if factor not in changes and factor not in inert]
    old = [baseline.levels[factor] for factor in changes]
    new = [run.levels[factor] for factor in changes]
    found: dict[tuple[str | None, ...], list[Witness]] = {}
    main = _context(baseline, others, run.levels)
    for row in fits:
        levels = [row.levels[factor] for factor in changes]
        ours = row.run in (run.run, baseline.run)
        context = main if ours else _context(row, others, {})
        if None in levels or (None in context and not ours):
            continue
        third = tuple(
            "" if level in (one, other) else level for level, one, other in zip(levels, old, new, strict=True)
        )
        has = tuple(level == fresh for level, fresh in zip(levels, new, strict=True))
        found.setdefault((*context, *third), []).append(Witness(row, has))
    key = (*main, *(("",) * len(changes)))
    contexts = [
        context
        for where, witnesses in found.items()
        for context in [Context(tuple(witnesses), where == key)]
        if context.varies or not any(where[len(others) :])
    ]
    return _ordered(contexts, inert)


def _context(row: Row, others: Sequence[Factor], fallback: Mapping[Factor, str | None]) -> tuple[str | None, ...]:
    return tuple(row.levels[factor] if row.levels[factor] is not None else fallback.get(factor) for factor in others)


def _ordered(contexts: list[Context], inert: frozenset[Factor]) -> Evidence:
    main = [context for context in contexts if context.is_main]
    varied = [context for context in contexts if not context.is_main and context.varies]
    alone = [context for context in contexts if not context.is_main and not context.varies]
    newest = alone[-_MOST_ROWS:]
    kept, count = [*main], sum(len(context.witnesses) for context in main)
    for context in [*varied, *newest]:
        count += len(context.witnesses)
        if count <= _MOST_ROWS:
            kept.append(context)
    return Evidence(tuple(kept), _scatter(main, newest), inert)


def _scatter(main: Sequence[Context], alone: Sequence[Context]) -> float | None:
    """Return how far from the main context's old level others lie that have no change at all."""
    means = [
        statistics.fmean(witness.row.value for witness in context.witnesses)
        for context in alone
        if not any(context.witnesses[0].has)
    ]
    home = [witness.row.value for context in main for witness in context.witnesses if not any(witness.has)]
    if len(means) < _FEWEST_CONTEXTS or not home:
        return None
    middle = statistics.fmean(home)
    return math.sqrt(sum((mean - middle) ** 2 for mean in means) / len(means))
