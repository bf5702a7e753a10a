"""Put a diagnosis together: sides, comparability, noise, verdicts, what to run next. Pure: records in, answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import JsonValue

from skills.compare.candidates import Candidate, aligned
from skills.compare.choosing import choose
from skills.compare.comparability import BOUNDED, comparability, scored_on
from skills.compare.metrics import Metric, values_of
from skills.compare.scoring import Scored, score
from skills.compare.traits import Dimension
from skills.compare.values import value_key
from skills.diagnose.changes import Change, Silence, changes_of, seed_changes
from skills.diagnose.decisive import Decisive, decisive_runs, repeats, scored_alike
from skills.diagnose.evidence import evidence_of
from skills.diagnose.factors import Row, Table, table_of
from skills.diagnose.repeats import Group, Spread, groups_of, spread_of
from skills.diagnose.sides import Asked, Sides, newer_without_result, sides_of, unscored
from skills.diagnose.verdicts import Case, Ranked, stands_out, weighed


class Drop(NamedTuple):
    """How much worse, and whether that can be chance."""

    absolute: float
    """Above zero: worse; by the medians of both configurations."""
    relative: float | None
    """Share of the baseline's value; None where that is zero."""
    floor: float | None
    """From where on it is real, 95 times in 100; None where no run was repeated."""
    repeats: int
    """Runs that the floor was measured from."""

    @property
    def is_beyond_noise(self) -> bool | None:
        """None where no noise floor was measured."""
        return None if self.floor is None else abs(self.absolute) > self.floor

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        return {
            "absolute": self.absolute,
            "relative": self.relative,
            "noise_floor": self.floor,
            "n_noise": self.repeats,
            "beyond_noise": self.is_beyond_noise,
        }


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that is known about why a metric dropped."""

    metric: Metric | None
    """None where no run reported any."""
    asked: Asked
    sides: Sides | None = None
    """None where there are no two runs with a result to hold against each other."""
    problem: tuple[Scored, ...] = ()
    """Runs that were named and have no finite final value."""
    blockers: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    drop: Drop | None = None
    spread: Spread | None = None
    changes: tuple[Change, ...] = ()
    silences: tuple[Silence, ...] = ()
    silent: tuple[Dimension, ...] = ()
    """Dimensions of which no run recorded anything."""
    ranking: tuple[Ranked, ...] = ()
    unrecorded: float = 0.0
    """Probability that the cause is something that was not recorded."""
    decisive: tuple[Decisive, ...] = ()

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        sides = self.sides
        return {
            "metric": self.metric.label if self.metric else None,
            "direction": self.metric.direction if self.metric else None,
            "run": sides.run.run if sides else self.asked.run,
            "baseline": sides.baseline.run if sides else self.asked.baseline,
            "comparable": sides is not None and not self.blockers,
            "blockers": list(self.blockers),
            "drop": self.drop.to_data() if self.drop else None,
            "changes": [change.to_data() for change in self.changes],
            "ranking": [_ranked_data(entry) for entry in self.ranking],
            "decisive_runs": [run.to_data() for run in self.decisive],
        }


def diagnose(candidates: Sequence[Candidate], asked: Asked, metric: str | None = None) -> Diagnosis:
    """Return why a run is worse than another.

    Args:
        candidates: Runs of the history, newest first; those asked about among them.
        asked: The two sides as far as the user named them.
        metric: As the user named it; absent: what the field would look at first.

    Raises:
        BadRequest: No run reported the metric asked for.
    """
    candidates = aligned(candidates)
    available = {candidate.run: values_of(candidate) for candidate in candidates}
    named = [one for one in candidates if one.run in (asked.run, asked.baseline) and available[one.run]]
    chosen = choose(named or candidates, metric, available)
    if chosen is None:
        return Diagnosis(None, asked, blockers=("None of these runs reported a metric.",))
    scored = score(candidates, chosen, available)
    sign = -1 if chosen.direction == "lower" else 1
    missing = unscored(scored, asked)
    ranked = [one for one in reversed(scored) if one.standing == "ranked"]
    if missing:
        return _without_result(chosen, asked, candidates, missing)
    table = table_of(ranked, sign)
    groups = groups_of(table)
    alike = _Alike(chosen)
    sides = sides_of(table, groups, asked, spread_of(groups, ()), alike)
    if sides is None:
        return Diagnosis(chosen, asked, blockers=("There is only one run with a finite final value.",))
    newer = () if asked.run else newer_without_result(scored, sides.run.run)
    return _diagnosed(table, groups, sides, chosen, asked=asked, newer=newer)


def _without_result(
    metric: Metric, asked: Asked, candidates: Sequence[Candidate], missing: Sequence[Scored]
) -> Diagnosis:
    """Return the answer where a run that was named crashed, or ended with no number."""
    blockers = tuple(f"{one.run} has no finite final {metric.shown}." for one in missing)
    found = {one.run: one for one in candidates}
    changes: tuple[Change, ...] = ()
    if asked.run in found and asked.baseline in found:
        pair = [found[asked.baseline], found[asked.run]]
        any_score = [Scored(one, None, "no value") for one in pair]
        table = table_of(any_score, 1)
        changes = tuple(changes_of(table, table.rows[1], table.rows[0])[0])
    return Diagnosis(metric, asked, problem=tuple(missing), blockers=blockers, changes=changes)


def _diagnosed(
    table: Table, groups: dict[str, Group], sides: Sides, metric: Metric, *, asked: Asked, newer: tuple[str, ...]
) -> Diagnosis:
    found = comparability([sides.baseline.scored, sides.run.scored], metric)
    fits = [row for row in table.rows if _Alike(metric)(row, sides.run)] if not found.blockers else list(table.rows)
    near = {row.run: groups[row.run] for row in fits}
    spread = spread_of(near, [sides.baseline_group, sides.run_group])
    drop = _drop(sides, spread)
    changes, silences = changes_of(table, sides.run, sides.baseline)
    seeds = seed_changes(sides.run.scored.candidate, sides.baseline.scored.candidate)
    everything = (*changes, *seeds)
    caveats = (*sides.notes, *newer, *found.caveats)
    ranking: tuple[Ranked, ...] = ()
    unrecorded = 0.0
    if not found.blockers and changes and _is_worth_explaining(sides, drop, spread):
        sigma = spread.deviation if spread else 0.0
        factors = [change.factor for change in changes]
        is_clear = drop.is_beyond_noise or (spread is None and stands_out(sides, fits))
        hidden = min(1.0, sum(silence.prior for silence in silences))
        evidence = evidence_of(table, factors, sides.run, sides.baseline, fits=fits, sigma=sigma)
        case = Case(sides, metric, spread, evidence, tuple(changes), is_clear, hidden)
        ranking, unrecorded = weighed(case)
    decisive = _next(sides, found.blockers, drop, ranking=ranking, rows=fits, changes=everything)
    return Diagnosis(
        metric, asked, sides, (), found.blockers, caveats, drop, spread, everything, tuple(silences), table.silent,
        ranking, unrecorded, decisive,
    )  # fmt: skip


def _is_worth_explaining(sides: Sides, drop: Drop, spread: Spread | None) -> bool:
    if drop.absolute <= 0 or spread is None or drop.is_beyond_noise:
        return drop.absolute > 0
    return spread.may_be_real(drop.absolute, len(sides.baseline_group.draws), len(sides.run_group.draws))


def _drop(sides: Sides, spread: Spread | None) -> Drop:
    absolute = float(f"{sides.drop:.12g}")
    reference = abs(sides.baseline_group.median)
    first, second = len(sides.baseline_group.draws), len(sides.run_group.draws)
    floor = spread.floor(first, second) if spread else None
    return Drop(absolute, absolute / reference if reference else None, floor, len(spread.runs) if spread else 0)


def _next(
    sides: Sides,
    blockers: Sequence[str],
    drop: Drop,
    *,
    ranking: Sequence[Ranked],
    rows: Sequence[Row],
    changes: Sequence[Change],
) -> tuple[Decisive, ...]:
    if blockers:
        return scored_alike(sides, changes, rows)
    if drop.absolute <= 0 or (drop.is_beyond_noise is False and not ranking):
        return ()
    found = decisive_runs(sides, ranking, rows) if ranking or any(one.kind != "seed" for one in changes) else ()
    return (*found, *(() if drop.is_beyond_noise else repeats(sides, rows)))


class _Alike:
    """Tells whether two runs were scored alike, so that their values may stand side by side."""

    def __init__(self, metric: Metric) -> None:
        self._metric = metric
        self._keys: dict[str, tuple[object, ...]] = {}

    def __call__(self, one: Row, other: Row) -> bool:
        return self._key(one) == self._key(other)

    def _key(self, row: Row) -> tuple[object, ...]:
        if row.run not in self._keys:
            data = tuple(sorted(scored_on(row.scored, self._metric).values()))
            settings = tuple(sorted((name, value_key(value)) for name, value in row.scored.settings.items()))
            percent = self._metric.id.canonical in BOUNDED and abs(row.value) > 1
            direction = row.scored.value.direction if row.scored.value else None
            self._keys[row.run] = (data, settings, percent, direction)
        return self._keys[row.run]


def _ranked_data(entry: Ranked) -> dict[str, JsonValue]:
    effect = entry.effect
    return {
        "changes": [change.to_data() for change in entry.changes],
        "verdict": entry.verdict,
        "effect": None if effect is None else {"estimate": effect.estimate, "low": effect.low, "high": effect.high},
        "evidence": [{"run": one.run, "against": one.against, "says": one.says} for one in entry.evidence],
    }
