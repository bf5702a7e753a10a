"""Runs to compare, made as an import makes them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.lexicon import understand
from contracts.record import Final, RunFacts, RunRecord
from contracts.run import ParamValue
from skills.compare.candidates import Candidate

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MakeRun = Callable[..., Candidate]


@pytest.fixture
def make_run() -> MakeRun:
    """Return a maker of runs: id, final metrics, then facts; `params` are plain values, `evaluations` are facts."""
    return _make_run


def _make_run(run: str, metrics: Mapping[str, float] | None = None, **facts: Any) -> Candidate:
    evaluations = facts.pop("evaluations", ())
    params = {name: ParamValue(value=value, source="imported") for name, value in facts.pop("params", {}).items()}
    started = START + timedelta(hours=int("".join(filter(str.isdigit, run)) or 0))
    metrics = {key: float(value) for key, value in (metrics or {}).items()}
    given = {"project": "p", "status": "finished", "stage": "train", "started_at": started, "params": params}
    record = RunRecord(run_id=run, finals=metrics, **{**given, **facts})
    finals = tuple(
        Final(key, understand(key).split, value, value, None, understand(key).direction)
        for key, value in metrics.items()
    )
    return Candidate(RunFacts(record, finals), tuple(evaluations))


@pytest.fixture
def dialogue() -> list[Candidate]:
    """Five runs: the third was best, the fifth took a higher learning rate, the second a smaller model."""
    base = {"lr": 0.001, "schedule": "cosine", "model": "resnet50", "batch_size": 32}
    params = {
        5: {**base, "lr": 0.01},
        4: {**base, "batch_size": 64},
        3: base,
        2: {**base, "model": "resnet18"},
        1: {**base, "schedule": "step"},
    }
    accuracy = {5: 0.908, 4: 0.915, 3: 0.923, 2: 0.887, 1: 0.901}
    return [
        _make_run(
            f"run_000{number}", {"accuracy": accuracy[number]}, params=params[number], datasets={"data": "d" * 64}
        )
        for number in (5, 4, 3, 2, 1)
    ]
