"""A run as the index holds it, wherever it came from: our own folder, or a line of an imported history."""

from typing import NamedTuple

from pydantic import JsonValue

from contracts.base import Model
from contracts.names import Direction, Moment, ProjectName, RunId, RunStatus
from contracts.run import ParamValue


class Point(NamedTuple):
    """One value of a metric. A tuple, because a log has millions."""

    key: str
    value: float
    """NaN and infinity are kept."""
    split: str | None = None
    step: float | None = None
    epoch: float | None = None
    time: float | None = None
    """Seconds since the epoch, UTC; absent where the log does not say."""
    source: str | None = None
    """File and byte offset: `logs/stdout.log@1042`."""


class RunRecord(Model):
    """Everything the public views say about a run, but its points."""

    project: ProjectName
    run_id: RunId
    name: str | None = None
    """Alias, or the file name of an imported log."""
    stage: str | None = None
    status: RunStatus | None = None
    started_at: Moment | None = None
    finished_at: Moment | None = None
    host: str | None = None
    seed: int | None = None
    parent: RunId | None = None
    complete: bool | None = None
    """Whether its snapshot holds everything; absent where there is none."""
    params: dict[str, ParamValue] = {}
    finals: dict[str, float] = {}
    """Metrics reported as final values, beside the points."""
    packages: dict[str, str] = {}
    code_commit: str | None = None
    code_files: dict[str, str] = {}
    """Path to digest."""
    datasets: dict[str, str] = {}
    tags: tuple[str, ...] = ()
    extra: dict[str, JsonValue] = {}
    """Python version, exit code and other facts that comparisons read."""


class Final(NamedTuple):
    """Where a metric of a run ended up."""

    key: str
    split: str | None
    last: float | None
    """The value reported at the end; NaN is kept."""
    best: float | None
    """The best finite value by direction; absent without a direction or a finite value."""
    best_step: float | None
    direction: Direction | None


class RunFacts(NamedTuple):
    """A run with its metrics, as comparisons read it."""

    record: RunRecord
    finals: tuple[Final, ...]
