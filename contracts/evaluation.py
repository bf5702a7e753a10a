"""`eval.json` and `infer.json`: what an evaluation measured and an inference predicted, with the evidence."""

from typing import ClassVar

from contracts.base import Contract, Model
from contracts.names import Digest, Direction, Moment, ProjectName, RunId
from contracts.run import Artifact


class MeasuredMetric(Model):
    """A metric and where it was read."""

    key: str
    split: str | None = None
    value: float
    direction: Direction | None = None
    source: str
    """File and byte offset: `logs/stdout.log@1042`."""


class EvalContract(Contract):
    """`eval.json`: the scores of a run."""

    FILE: ClassVar[str] = "eval.json"

    project: ProjectName
    run_id: RunId
    of: RunId | None
    """The run that was scored; absent where the script needs none."""
    checkpoint: str | None = None
    metrics: tuple[MeasuredMetric, ...]
    config: Digest
    evaluated_at: Moment


class InferContract(Contract):
    """`infer.json`: what was predicted."""

    FILE: ClassVar[str] = "infer.json"

    project: ProjectName
    run_id: RunId
    of: RunId | None
    checkpoint: str | None = None
    input: str | None = None
    predictions: tuple[Artifact, ...]
    config: Digest
    predicted_at: Moment
