"""What can be said about each change: most likely, possible, cleared, or not to be told from others."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from skills.compare.metrics import Metric
from skills.compare.phrases import percent_text
from skills.compare.plain_text import listed, plain
from skills.compare.students_t import prediction_factor
from skills.compare.values import show_number
from skills.diagnose.changes import Change, does_nothing_by_kind, labels, usualness
from skills.diagnose.evidence import Evidence, Witness
from skills.diagnose.factors import Row
from skills.diagnose.pairs import Controlled, Effect, controlled_pairs
from skills.diagnose.repeats import Spread
from skills.diagnose.sides import Sides
from skills.diagnose.weighing import Column, Weighing, weigh

Verdict = Literal["most_likely", "possible", "cleared", "undecidable"]
_LIKELY = 0.85
_JOINT = 0.5
"""Weight of two changes acting together from which on they are named together."""
_CLEARED = 0.05
_FEWEST_OTHERS = 3
_CLEARED_JOINT = 0.5
_INERT_PRIOR = 0.02
_MOST_EVIDENCE = 6
_MOST_REASONS = 3
_ORDER: dict[Verdict, int] = {"most_likely": 0, "undecidable": 1, "possible": 2, "cleared": 3}


class Witnessed(NamedTuple):
    """What one run says."""

    run: str
    against: str | None
    says: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """One suspect, or several that cannot be told apart."""

    changes: tuple[Change, ...]
    verdict: Verdict
    weight: float
    """Probability that it has a part in the drop, as far as the history tells."""
    effect: Effect | None
    evidence: tuple[Witnessed, ...]
    because: str
    """One sentence with the run that shows it."""
    is_shown: bool
    """Whether controlled pairs beyond the noise support it, so that causal words may be used."""
    is_tested: bool
    """Whether any run of the history speaks for or against it; otherwise only its kind orders it."""


class Weighed(NamedTuple):
    """Every change with its verdict, the worst suspect first."""

    ranking: tuple[Ranked, ...]
    unrecorded: float
    """Probability that something that was not recorded made the drop."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be explained, and from what."""

    sides: Sides
    metric: Metric
    spread: Spread | None
    evidence: Evidence
    changes: tuple[Change, ...]
    is_clear: bool
    """Whether the drop is more than chance, as far as that can be known."""
    hidden: float
    """How much the cause may be something not recorded on one of the sides, where 1 is a change on record."""

    @property
    def sign(self) -> int:
        return -1 if self.metric.direction == "lower" else 1

    def value(self, row: Row) -> str:
        """Return the value of a run for a person."""
        number = row.scored.number
        return f"{show_number(number)}{percent_text(self.metric, number)}"


def weighed(case: Case) -> Weighed:
    """Return the verdict on every change."""
    suspects, idle = _parted(case)
    atoms = _atoms(case, suspects)
    columns = [_column(atom) for atom in atoms]
    priors = [_prior(case, atom) for atom in atoms]
    if case.hidden:
        own = {row.run for row in case.sides.run_group.rows}
        columns.append(lambda witness: float(witness.row.run in own))
        priors.append(case.hidden)
    sigma = case.spread.sigma if case.spread else 0.0
    result = weigh(
        case.evidence,
        columns,
        priors,
        drop=case.sides.drop,
        sigma=sigma,
        middle=case.sides.baseline_group.median,
    )
    ranking = [*_judged(case, atoms, result), *(_idle(case.changes[place]) for place in idle)]
    ranking.sort(key=lambda one: (_ORDER[one.verdict], -one.weight, -max(map(usualness, one.changes))))
    return Weighed(tuple(ranking), result.any(len(atoms)) if case.hidden else 0.0)


def _parted(case: Case) -> tuple[list[int], list[int]]:
    """Return the places of changes that may matter, and of those that cannot well, unless there are no others."""
    idle = [place for place, change in enumerate(case.changes) if does_nothing_by_kind(change)]
    if len(idle) == len(case.changes):
        return idle, []
    return [place for place in range(len(case.changes)) if place not in idle], idle


def _atoms(case: Case, suspects: Sequence[int]) -> list[frozenset[int]]:
    """Return changes that came together in every run that could tell them apart."""
    witnesses = [witness for context in case.evidence.contexts for witness in context.witnesses]
    found: dict[tuple[bool, ...], set[int]] = {}
    for place in suspects:
        found.setdefault(tuple(witness.has[place] for witness in witnesses), set()).add(place)
    return [frozenset(places) for places in found.values()]


def _column(atom: frozenset[int]) -> Column:
    place = min(atom)
    return lambda witness: float(witness.has[place])


def _prior(case: Case, atom: frozenset[int]) -> float:
    every = all(case.changes[place].factor in case.evidence.inert for place in atom)
    return _INERT_PRIOR if every else 1.0


def _judged(case: Case, atoms: Sequence[frozenset[int]], result: Weighing) -> list[Ranked]:
    best = result.explanations[0]
    is_joint = case.is_clear and best.how == "together" and best.weight >= _JOINT and max(best.atoms) < len(atoms)
    joined = best.atoms if is_joint else ()
    ranking = [_together(case, [atoms[number] for number in joined], best.weight)] if joined else []
    for number, atom in enumerate(atoms):
        if number not in joined:
            ranking.append(
                _single(case, atom, _verdict(atom, number, result, is_clear=case.is_clear), result.any(number))
            )
    return ranking


def stands_out(sides: Sides, others: Sequence[Row]) -> bool:
    """Tell whether a run is worse than the prediction interval of all others; True where there are too few of them.

    It stands in for a noise floor where no run was repeated: what else changed in the others widens it.
    """
    values = [row.value for row in others if row.run != sides.run.run]
    if len(values) < _FEWEST_OTHERS:
        return True
    low = statistics.fmean(values) - prediction_factor(len(values)) * statistics.stdev(values)
    return sides.run.value < low


def _verdict(atom: frozenset[int], number: int, result: Weighing, *, is_clear: bool) -> Verdict:
    if result.any(number) >= _LIKELY and is_clear:
        return "most_likely" if len(atom) == 1 else "undecidable"
    if result.own(number) <= _CLEARED and result.joint(number) <= _CLEARED_JOINT:
        return "cleared"
    return "possible" if len(atom) == 1 else "undecidable"


def _single(case: Case, atom: frozenset[int], verdict: Verdict, weight: float) -> Ranked:
    changes = tuple(sorted((case.changes[place] for place in atom), key=lambda one: -usualness(one)))
    pairs = controlled_pairs(case.evidence, atom, case.spread, case.sign)
    evidence = [*_from_pairs(case, changes, pairs), *_from_clearing(case, atom, changes, verdict)]
    tested = any(
        len({witness.has[min(atom)] for witness in context.witnesses}) > 1
        and any(witness.row.run not in (case.sides.run.run, case.sides.baseline.run) for witness in context.witnesses)
        for context in case.evidence.contexts
    )
    shown = verdict == "most_likely" and pairs.is_beyond_noise()
    kept = list({(one.run, one.against): one for one in evidence}.values())[:_MOST_EVIDENCE]
    because = _because(case, atom, changes, verdict, pairs) + _elsewhere(case, pairs, verdict)
    return Ranked(changes, verdict, weight, pairs.effect, tuple(kept), because, shown, tested)


def _together(case: Case, atoms: Sequence[frozenset[int]], weight: float) -> Ranked:
    """Return two changes that act only together."""
    whole = frozenset().union(*atoms)
    entry = _single(case, whole, "most_likely", weight)
    alone = [
        Witnessed(witness.row.run, case.sides.run.run, f"{plain(witness.row.run)} had {said} and scored {value}")
        for atom, other in ((atoms[0], atoms[1]), (atoms[1], atoms[0]))
        for witness in _main(case)
        if all(witness.has[place] for place in atom) and not any(witness.has[place] for place in other)
        for said in [_values(case, atom, True) + " without " + labels([case.changes[place] for place in other])]
        for value in [case.value(witness.row)]
    ]
    runs = [f"{one.says}" for one in alone[:2]]
    because = f"neither did it alone: {listed(runs)}" if runs else entry.because
    evidence = (*alone[:_MOST_EVIDENCE], *entry.evidence)[:_MOST_EVIDENCE]
    return replace(entry, evidence=evidence, because=because)


def _idle(change: Change) -> Ranked:
    says = f"{change.label} is not the kind of change that reaches a result"
    return Ranked((change,), "cleared", 0.0, None, (), says, False, False)


def _from_pairs(case: Case, changes: Sequence[Change], pairs: Controlled) -> list[Witnessed]:
    return [
        Witnessed(
            pair.having.run,
            pair.lacking.run,
            f"{plain(pair.having.run)} and {plain(pair.lacking.run)} differ only in {labels(changes)}: "
            f"{case.value(pair.having)} with {_new(changes)}, {case.value(pair.lacking)} with {_old(changes)}",
        )
        for pair in pairs.pairs
    ]


def _from_clearing(case: Case, atom: frozenset[int], changes: Sequence[Change], verdict: Verdict) -> list[Witnessed]:
    """Return the runs that speak against a change: good ones that had it, bad ones that had not."""
    if verdict in ("most_likely", "undecidable"):
        return []
    said = []
    for witness in _witnesses(case):
        has = {witness.has[place] for place in atom}
        if len(has) == 1 and _is_good(case, witness.row) == has.copy().pop():
            value, run = case.value(witness.row), plain(witness.row.run)
            had = f"already had {_new(changes)}" if has.pop() else f"still had {_old(changes)}"
            said.append(Witnessed(witness.row.run, case.sides.run.run, f"{run} {had} and scored {value}"))
    return said[:_MOST_EVIDENCE]


def _because(case: Case, atom: frozenset[int], changes: Sequence[Change], verdict: Verdict, pairs: Controlled) -> str:
    if verdict == "cleared":
        cleared = _from_clearing(case, atom, changes, verdict)
        return cleared[0].says if cleared else _pair_text(case, changes, pairs) or "other changes explain the drop"
    if verdict == "undecidable" and len(changes) > 1:
        return "they always changed together, so no run tells them apart"
    found = _good_without(case, atom)
    if not found:
        return _pair_text(case, changes, pairs) or "no run of the history tests it"
    first, *others = found
    row, shared = first.row, _shared(case, first, atom)
    if not shared:
        both = f"{plain(case.sides.run.run)} and {plain(row.run)}"
        return f"nothing else on record differs between {both}, which had {_old(changes)} and scored {case.value(row)}"
    said = f"{plain(row.run)} had the same {labels(shared)} with {_old(changes)} and scored {case.value(row)}"
    more = [
        f"{plain(one.row.run)} had the same {labels(_shared(case, one, atom))} and scored {case.value(one.row)}"
        for one in others
    ]
    return listed([said, *more]) if len(more) < 2 else "; ".join([said, *more])


def _elsewhere(case: Case, pairs: Controlled, verdict: Verdict) -> str:
    """Return what limits a finding: that the change did something else beside other settings."""
    pair = pairs.elsewhere
    if pair is None or verdict != "most_likely":
        return ""
    return (
        f"; but what it does depends on what else is set: {plain(pair.having.run)} had it too and scored "
        f"{case.value(pair.having)}, against {case.value(pair.lacking)} in {plain(pair.lacking.run)} without it"
    )


def _shared(case: Case, witness: Witness, atom: frozenset[int]) -> list[Change]:
    """Return the other changes that a run had too."""
    found = [case.changes[place] for place, has in enumerate(witness.has) if has and place not in atom]
    return [change for change in found if not does_nothing_by_kind(change)]


def _good_without(case: Case, atom: frozenset[int]) -> list[Witness]:
    """Return good runs of the sides' own context that lacked the atom, and between them had the other changes.

    The one with most of them comes first, of equal ones the newest; empty where none had any and there are others.
    """
    good = [
        witness
        for witness in reversed(_main(case))
        if not any(witness.has[place] for place in atom) and _is_good(case, witness.row)
    ]
    good.sort(key=lambda witness: -len(_shared(case, witness, atom)))
    found: list[Witness] = []
    covered: set[str] = set()
    for witness in good:
        added = {change.label for change in _shared(case, witness, atom)} - covered
        if added and len(found) < _MOST_REASONS:
            found.append(witness)
            covered |= added
    others = len([change for change in case.changes if not does_nothing_by_kind(change)]) - len(atom)
    return found or ([] if others else good[:1])


def _pair_text(case: Case, changes: Sequence[Change], pairs: Controlled) -> str:
    return _from_pairs(case, changes, pairs)[0].says if pairs.pairs else ""


def _main(case: Case) -> list[Witness]:
    return [witness for context in case.evidence.contexts if context.is_main for witness in context.witnesses]


def _witnesses(case: Case) -> list[Witness]:
    return [witness for context in case.evidence.contexts for witness in context.witnesses]


def _is_good(case: Case, row: Row) -> bool:
    return row.value > (case.sides.baseline_group.median + case.sides.run_group.median) / 2


def _values(case: Case, atom: frozenset[int], new: bool) -> str:
    changes = [case.changes[place] for place in sorted(atom)]
    return _new(changes) if new else _old(changes)


def _new(changes: Sequence[Change]) -> str:
    return listed([change.said(change.new) for change in changes[:4]])


def _old(changes: Sequence[Change]) -> str:
    return listed([change.said(change.old) for change in changes[:4]])
