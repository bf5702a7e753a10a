"""What a run should have left and did not: metrics the code prints, any metric at all, any trace of training. Pure."""

import re
from collections.abc import Iterable, Sequence

from contracts.health import HealthFinding
from contracts.lexicon import understand
from contracts.names import Stage
from contracts.record import Point
from contracts.repo import MetricPrint
from contracts.run import Artifact

_PRINTED = {"print", "logging", "json.dumps", "echo"}
"""How a metric reaches the logs; other ways lead into files."""
_MOST_NAMED = 6


def look_at_outcome(
    stage: Stage, points: Sequence[Point], artifacts: Sequence[Artifact], expected: Iterable[MetricPrint]
) -> list[HealthFinding]:
    """Return what is missing from a run that ended with exit code 0.

    Args:
        stage: What it was for.
        points: Everything it printed.
        artifacts: Everything it wrote.
        expected: Where the code prints metrics, as its text says.
    """
    if stage not in ("train", "evaluate"):
        return []
    if points:
        return _missing(points, expected)
    if stage == "train" and not any(each.what == "checkpoint" for each in artifacts):
        return [_no_training(artifacts)]
    return [
        HealthFinding(
            rule="no_metrics",
            level="warning",
            says="It ended with exit code 0, but no metric was found in what it printed.",
        )
    ]


def _no_training(artifacts: Sequence[Artifact]) -> HealthFinding:
    others = [each for each in artifacts if each.what != "log"]
    wrote = f"It wrote {len(others)} other file{'s' * (len(others) != 1)}." if others else "It wrote nothing."
    return HealthFinding(
        rule="no_training",
        level="error",
        says="No training happened, as far as can be seen: it ended with exit code 0, but no metric was found in what "
        f"it printed and no checkpoint among what it wrote. {wrote}",
        numbers={"files": len(others)},
    )


def _missing(points: Sequence[Point], expected: Iterable[MetricPrint]) -> list[HealthFinding]:
    seen = {understand(point.key).canonical for point in points}
    wanted: dict[str, MetricPrint] = {}
    for each in expected:
        if each.via.rpartition(".")[2] in _PRINTED or each.via in _PRINTED:
            name = understand(each.key).canonical
            if re.fullmatch(r"[\w @/.-]+", each.key) and not _is_among(name, seen):
                wanted.setdefault(name, each)
    if not wanted:
        return []
    named = ", ".join(f"`{each.key}` ({each.proof})" for each in list(wanted.values())[:_MOST_NAMED])
    more = f" and {len(wanted) - _MOST_NAMED} more" if len(wanted) > _MOST_NAMED else ""
    return [
        HealthFinding(
            rule="missing_metric",
            level="info",
            says=f"The code prints {named}{more}, and the logs of this run have none of it.",
            metric=next(iter(wanted.values())).key,
            numbers={"missing": len(wanted)},
        )
    ]


def _is_among(name: str, seen: Iterable[str]) -> bool:
    return any(name == each or name.endswith(f"_{each}") or each.endswith(f"_{name}") for each in seen)
