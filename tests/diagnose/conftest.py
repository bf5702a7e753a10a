"""Histories to diagnose, made as an import makes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.lexicon import understand
from contracts.record import Final, RunFacts, RunRecord
from contracts.run import ParamValue
from skills.compare.candidates import Candidate
from skills.diagnose.diagnosis import Diagnosis, diagnose
from skills.diagnose.sides import Asked

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
MakeRun = Callable[..., Candidate]


@pytest.fixture
def make_run() -> MakeRun:
    """Return a maker of runs: number, accuracy, then facts; each starts a day after the one before."""
    return _make_run


@pytest.fixture
def repeats(make_run: MakeRun) -> list[Candidate]:
    """Return four runs of one configuration with other seeds: median 92.1, deviation 0.2."""
    return [make_run(number, value) for number, value in enumerate((92.0, 92.2, 91.9, 92.3), 1)]


@pytest.fixture
def ask() -> Callable[..., Diagnosis]:
    """Return what diagnoses runs given oldest first."""

    def ask(runs: list[Candidate], metric: str | None = None, **asked: Any) -> Diagnosis:
        return diagnose(runs[::-1], Asked(**asked), metric)

    return ask


def _make_run(number: int, value: float | None, **facts: Any) -> Candidate:
    params = {"lr": 0.001, "batch_size": 32, "augmentation": False, **facts.pop("params", {})}
    changed = facts.pop("packages", {})
    packages = {} if changed is None else {"numpy": "1.26.4", "torch": "2.3.0", **changed}
    metrics = {facts.pop("metric", "accuracy"): value} if value is not None else {}
    given = {
        "status": "finished",
        "seed": number,
        "started_at": START + timedelta(days=number),
        "finished_at": START + timedelta(days=number, minutes=42),
        "packages": packages,
        "datasets": {"dataset": "d" * 64},
    }
    record = RunRecord(
        project="p",
        run_id=f"run_{number:04d}",
        stage="train",
        params={name: ParamValue(value=one, source="imported") for name, one in params.items() if one != "left out"},
        finals=metrics,
        **{**given, **facts},
    )
    finals = tuple(Final(key, None, one, one, None, understand(key).direction) for key, one in metrics.items())
    return Candidate(RunFacts(record, finals))
