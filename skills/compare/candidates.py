"""What is compared: a training, with the evaluations that scored it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.record import RunFacts, RunRecord

SCORING: frozenset[str | None] = frozenset({"evaluate"})
NO_TRAINING: frozenset[str | None] = frozenset({"evaluate", "infer", "deploy"})
"""Stages that train nothing; a run without a stage counts as a training."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One run of a comparison."""

    facts: RunFacts
    evaluations: tuple[RunFacts, ...] = ()
    """Finished evaluations of it, newest first."""

    @property
    def run(self) -> str:
        """Its id."""
        return self.facts.record.run_id

    @property
    def record(self) -> RunRecord:
        return self.facts.record


def joined(trainings: Iterable[RunFacts], evaluations: Sequence[RunFacts]) -> tuple[Candidate, ...]:
    """Return trainings with the evaluations that name them as their parent.

    Args:
        trainings: In the order to keep.
        evaluations: Newest first; one that did not finish says nothing and is left out.
    """
    scored: dict[str, list[RunFacts]] = {}
    for evaluation in evaluations:
        if evaluation.record.parent and evaluation.record.status in (None, "finished"):
            scored.setdefault(evaluation.record.parent, []).append(evaluation)
    return tuple(Candidate(facts, tuple(scored.get(facts.record.run_id, ()))) for facts in trainings)


def aligned(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates with an evaluation first that was made on the same data as the others', where each has one."""
    candidates = tuple(candidates)
    evaluated = [{_data_of(one): one for one in reversed(candidate.evaluations)} for candidate in candidates]
    some = [by_data for by_data in evaluated if by_data]
    newest = (_data_of(one) for candidate in candidates for one in candidate.evaluations)
    shared = next((data for data in newest if all(data in by_data for by_data in some)), None)
    if shared is None:
        return candidates
    return tuple(
        Candidate(one.facts, (by_data[shared], *(other for other in one.evaluations if other is not by_data[shared])))
        if by_data
        else one
        for one, by_data in zip(candidates, evaluated, strict=True)
    )


def _data_of(evaluation: RunFacts) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(evaluation.record.datasets.items()))
