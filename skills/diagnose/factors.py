"""Every run as levels of factors, so that runs which differ in just one of them are found quickly.

A factor is a param, a package, a file of code, a dataset, a fact of the machine, an evaluation setting. Seeds are none:
they say only which draw a run was. What was not recorded has no level, and is never taken for equal or for changed; a
param that was left out because the program did not have it yet, or no longer, is `absent`, which is a level.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from skills.compare.scoring import Scored
from skills.compare.settings import is_own_place
from skills.compare.traits import ABSENT, Dimension, Traits, traits_of
from skills.compare.values import value_key
from skills.compare.versions import version_key

FACTORS: tuple[Dimension, ...] = ("params", "packages", "code", "data", "host", "eval")
_MOST_ABSENT = 0.5
_ENOUGH_TO_BE_GONE = 2


class Factor(NamedTuple):
    """Something that may change from run to run."""

    dimension: Dimension
    name: str


Levels = Mapping[Factor, str | None]
"""Factor to a text that is equal for equal values; None where it was not recorded."""


class Row(NamedTuple):
    """A run with its value and its levels."""

    scored: Scored
    value: float
    """Of the metric; higher is better, whatever way the metric goes."""
    levels: Levels
    values: Mapping[Factor, JsonValue]
    """As they were recorded."""
    seed: str | None
    recorded: frozenset[Dimension]
    """Dimensions of which it recorded anything."""
    gaps: tuple[Factor, ...] = ()
    """Params that it did not record and that have one value in all other runs."""

    @property
    def run(self) -> str:
        """Its id."""
        return self.scored.run


class Table(NamedTuple):
    """Runs in the order they started, by the factors that differ between any of them."""

    rows: tuple[Row, ...]
    factors: tuple[Factor, ...]
    silent: tuple[Dimension, ...]
    """Dimensions of which no run recorded anything."""

    def row(self, run: str) -> Row:
        """Return a run's row."""
        return next(row for row in self.rows if row.run == run)


def table_of(scored: Sequence[Scored], sign: int) -> Table:
    """Return the levels of runs.

    Args:
        scored: Oldest first.
        sign: 1 where a higher value is better, -1 where a lower one is.
    """
    traits = [traits_of(one.candidate) for one in scored]
    columns = {dimension: _columns(dimension, scored, traits) for dimension in FACTORS}
    silent = tuple(dimension for dimension in FACTORS if all(column is None for column in columns[dimension]))
    known = {dimension: _levels(dimension, column) for dimension, column in columns.items()}
    factors = tuple(factor for dimension in FACTORS for factor in _varying(dimension, known[dimension]))
    usual = _constant_but_missing(known["params"], {factor.name for factor in factors if factor.dimension == "params"})
    rows = []
    for number, one in enumerate(scored):
        levels = {factor: known[factor.dimension][number].get(factor.name) for factor in factors}
        values = {factor: (columns[factor.dimension][number] or {}).get(factor.name) for factor in factors}
        absent = {factor: ABSENT for factor, level in levels.items() if level == ABSENT and values[factor] is None}
        seeds = traits[number]["seed"]
        seed = None if seeds is None else value_key(dict(seeds))
        recorded = frozenset(dimension for dimension in FACTORS if columns[dimension][number] is not None)
        gaps = tuple(Factor("params", name) for name in usual if known["params"][number].get(name) is None)
        rows.append(Row(one, sign * one.number, levels, {**values, **absent}, seed, recorded, gaps))
    return Table(tuple(rows), factors, silent)


def _columns(
    dimension: Dimension, scored: Sequence[Scored], traits: Sequence[Traits]
) -> list[Mapping[str, JsonValue] | None]:
    """Return what each run recorded of a dimension, without what says nothing about its result."""
    known = [of_run[dimension] for of_run in traits]
    if dimension == "params":
        return [
            column and {name: value for name, value in column.items() if not is_own_place(name)} for column in known
        ]
    if dimension == "code":
        return _code(scored)
    if dimension == "data" and all(column is None or len(column) == 1 for column in known):
        return [column and {"dataset": next(iter(column.values()))} for column in known]
    if dimension == "eval":
        params = {name for of_run in traits for name in of_run["params"] or ()}
        return [column and {name: value for name, value in column.items() if name not in params} for column in known]
    return list(known)


def _code(scored: Sequence[Scored]) -> list[Mapping[str, JsonValue] | None]:
    """Return files by digest; the commit instead where more runs have one."""
    records = [one.candidate.record for one in scored]
    with_files = sum(bool(record.code_files) for record in records)
    if with_files >= sum(record.code_commit is not None for record in records):
        return [record.code_files or None for record in records]
    return [{"commit": record.code_commit} if record.code_commit else None for record in records]


def _levels(dimension: Dimension, column: Sequence[Mapping[str, JsonValue] | None]) -> list[Mapping[str, str | None]]:
    """Return the levels of each run in one dimension; runs that share a listing share the object."""
    key = _key_of(dimension)
    by_listing: dict[int, dict[str, str | None]] = {}
    for known in column:
        if known is not None and id(known) not in by_listing:
            by_listing[id(known)] = {name: None if value is None else key(value) for name, value in known.items()}
    levels = [by_listing[id(known)] if known is not None else {} for known in column]
    if dimension not in ("params", "packages", "code"):
        return list(levels)
    return _with_absent(levels, [known is not None for known in column], always=dimension == "code")


def _with_absent(
    levels: Sequence[dict[str, str | None]], recorded: Sequence[bool], *, always: bool
) -> list[Mapping[str, str | None]]:
    """Return levels in which a name that a run could not have had yet, or no longer, is `absent`.

    A name that runs before and after recorded was left out of the record, not of the program, unless most leave it out;
    so was one that only the newest run lacks.
    """
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, of_run in enumerate(levels):
        for name in of_run:
            counts[name] += 1
            first.setdefault(name, number)
            last[name] = number
    total = sum(recorded)
    partial = {name for name, count in counts.items() if count < total}
    result: list[Mapping[str, str | None]] = []
    for number, of_run in enumerate(levels):
        missing = partial - of_run.keys() if recorded[number] else set()
        absent = {
            name: ABSENT
            for name in missing
            if always
            or number < first[name]
            or (number > last[name] and len(levels) - last[name] > _ENOUGH_TO_BE_GONE)
            or counts[name] < _MOST_ABSENT * total
        }
        result.append({**of_run, **absent} if absent else of_run)
    return result


def _varying(dimension: Dimension, levels: Sequence[Mapping[str, str | None]]) -> list[Factor]:
    found: dict[str, str] = {}
    varying: set[str] = set()
    for of_run in {id(each): each for each in levels}.values():
        for name, level in of_run.items():
            if level is not None and found.setdefault(name, level) != level:
                varying.add(name)
    return [Factor(dimension, name) for name in sorted(varying)]


def _constant_but_missing(levels: Sequence[Mapping[str, str | None]], varying: set[str]) -> list[str]:
    """Return the names that some runs did not record and all others have one value of."""
    counts = Counter(name for of_run in levels for name, level in of_run.items() if level is not None)
    return sorted(name for name, count in counts.items() if count < len(levels) and name not in varying)


def _key_of(dimension: Dimension) -> Callable[[JsonValue], str]:
    if dimension == "packages":
        return lambda value: version_key(value) if isinstance(value, str) else value_key(value)
    return repr if dimension in ("code", "data") else value_key
