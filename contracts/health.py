"""What the health rules found in a run: what was seen, since when, with the numbers."""

from typing import Literal

from contracts.base import Model

Rule = Literal[
    "nan", "divergence", "plateau", "overfitting", "stalled", "throughput", "memory", "gpu_memory", "disk",
    "no_training", "no_metrics", "missing_metric",
]  # fmt: skip


class HealthFinding(Model):
    """One thing a rule saw."""

    rule: Rule
    level: Literal["info", "warning", "error"]
    says: str
    """For a person, with the numbers."""
    metric: str | None = None
    since: str | None = None
    """Where it began: `epoch 12`, `step 3400`, or a time; absent where the log does not say."""
    numbers: dict[str, float] = {}
