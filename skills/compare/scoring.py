"""What each run scored, and whether that may be ranked."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import JsonValue

from contracts.record import RunFacts, RunRecord
from skills.compare.candidates import Candidate
from skills.compare.choosing import Available
from skills.compare.metrics import Metric, Value, value_in
from skills.compare.traits import evaluation_settings, recorded_settings

Standing = Literal["ranked", "unfinished", "no value", "not finite"]


class Scored(NamedTuple):
    """A run and its value of the metric."""

    candidate: Candidate
    value: Value | None
    """None where it did not report the metric."""
    standing: Standing

    @property
    def run(self) -> str:
        """Its id."""
        return self.candidate.run

    @property
    def number(self) -> float:
        """Its value; NaN where there is none."""
        return float("nan") if self.value is None or self.value.last is None else self.value.last

    @property
    def evaluation(self) -> RunFacts | None:
        """The evaluation that measured the value; None where the training printed it itself."""
        if self.value is None:
            return None
        by = self.value.reported_by
        return next((one for one in self.candidate.evaluations if one.record.run_id == by), None)

    @property
    def scorer(self) -> RunRecord:
        """The run that measured the value."""
        evaluation = self.evaluation
        return self.candidate.record if evaluation is None else evaluation.record

    @property
    def settings(self) -> dict[str, JsonValue]:
        """How the value was measured, as far as it was recorded."""
        settings = recorded_settings(self.scorer)
        if self.evaluation is not None:
            settings |= evaluation_settings(self.scorer, self.candidate.record)
        return settings


def score(candidates: Sequence[Candidate], metric: Metric, available: Available) -> tuple[Scored, ...]:
    """Return what each run scored.

    Only what a finished training or a finished evaluation reported is ranked, and only finite numbers.
    """
    return tuple(_scored(candidate, value_in(available[candidate.run], metric)) for candidate in candidates)


def _scored(candidate: Candidate, value: Value | None) -> Scored:
    if value is None or value.last is None:
        return Scored(candidate, value, "no value")
    if not value.is_finite:
        return Scored(candidate, value, "not finite")
    evaluated = value.reported_by != candidate.run
    ended_well = candidate.record.status in (None, "finished")
    return Scored(candidate, value, "ranked" if evaluated or ended_well else "unfinished")
