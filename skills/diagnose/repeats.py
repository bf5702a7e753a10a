"""Runs of one configuration, and how much its value varies from seed to seed."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from skills.compare.students_t import t_quantile
from skills.diagnose.factors import Row, Table

_ENOUGH_OF_ITS_OWN = 3
_NORMAL = 1.96


class Group(NamedTuple):
    """Runs that differ in nothing but their seed, oldest first."""

    rows: tuple[Row, ...]

    @property
    def median(self) -> float:
        """What the configuration usually scores; higher is better."""
        return statistics.median(row.value for row in self.draws)

    @property
    def draws(self) -> tuple[Row, ...]:
        """Its runs, each seed once; a seed that nobody recorded is another one each time."""
        by_seed: dict[str, Row] = {}
        for row in self.rows:
            by_seed.setdefault(row.seed or f"run {row.run}", row)
        return tuple(by_seed.values())

    @property
    def typical(self) -> Row:
        """The run nearest to the median; of several the newest."""
        median = self.median
        return min(reversed(self.rows), key=lambda row: round(abs(row.value - median), 9))

    def without(self, run: str) -> "Group":
        """Return the group without a run."""
        return Group(tuple(row for row in self.rows if row.run != run))


class Spread(NamedTuple):
    """How much one configuration varies from seed to seed."""

    deviation: float
    """Standard deviation."""
    freedom: int
    """Degrees of freedom that it was estimated with."""
    runs: tuple[str, ...]
    """The repeats it was measured from."""

    def floor(self, first: int, second: int) -> float:
        """Return how far the means of so many runs of one configuration lie from each other, 95 times in 100.

        t(0.975, f) · s · sqrt(1/first + 1/second); with one group of k repeats and one new run that is the prediction
        interval t(0.975, k − 1) · s · sqrt(1 + 1/k).
        """
        return self.half_width(1 / first + 1 / second)

    def half_width(self, variance: float) -> float:
        """Return half of a 95 % interval of a quantity whose variance is so many times that of one run."""
        return t_quantile(0.975, self.freedom) * self.deviation * math.sqrt(variance)

    @property
    def is_vague(self) -> bool:
        """Whether so few repeats were made that even a clear drop may lie within the interval."""
        return self.freedom < _ENOUGH_OF_ITS_OWN

    def may_be_real(self, drop: float, first: int, second: int) -> bool:
        """Tell whether a drop within a vague floor would be beyond it with many repeats of this deviation."""
        return self.is_vague and drop > _NORMAL * self.deviation * math.sqrt(1 / first + 1 / second)

    @property
    def sigma(self) -> float:
        """The deviation, widened for how few runs it was measured from: what one sigma is to a normal variable."""
        return self.deviation * t_quantile(0.8413, self.freedom)


def groups_of(table: Table) -> dict[str, Group]:
    """Return the group of every run, by run id.

    A run of which something was not recorded that varies elsewhere cannot be known to repeat another.
    """
    found: dict[object, list[Row]] = {}
    for row in table.rows:
        levels = tuple(row.levels[factor] for factor in table.factors)
        found.setdefault(row.run if None in levels else levels, []).append(row)
    return {row.run: group for rows in found.values() for group in [Group(tuple(rows))] for row in rows}


def spread_of(groups: Mapping[str, Group], nearest: Sequence[Group]) -> Spread | None:
    """Return the spread from seed to seed; None where no configuration was repeated with different results.

    Args:
        groups: All groups, by run.
        nearest: Those that the question is about; they count alone where they were repeated often enough.
    """
    own = _pooled(nearest)
    if own and own.freedom >= _ENOUGH_OF_ITS_OWN:
        return own
    every = _pooled(list({id(group): group for group in groups.values()}.values()))
    if own and every and every.deviation < own.deviation and own.freedom > 1:
        return own
    return every or own


def _pooled(groups: Sequence[Group]) -> Spread | None:
    repeated = [draws for group in groups if len(draws := group.draws) > 1]
    freedom = sum(len(draws) - 1 for draws in repeated)
    if freedom < 1:
        return None
    squares = sum((len(draws) - 1) * statistics.variance([row.value for row in draws]) for draws in repeated)
    if squares == 0 or not math.isfinite(squares):
        return None
    return Spread(math.sqrt(squares / freedom), freedom, tuple(row.run for draws in repeated for row in draws))
