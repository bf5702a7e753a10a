"""Rows of names and numbers, as CSV files, JSON Lines and trainer states hold them, into points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.lexicon import split_of, understand
from contracts.record import Point
from skills.metrics.mappings import read_mapping
from skills.metrics.names import Kind, kind_of

_KEPT = frozenset([Kind.METRIC, Kind.WEAK, Kind.SPLIT, Kind.SCHEDULE, Kind.UNKNOWN])
_PLAIN = frozenset([Kind.METRIC, Kind.SPLIT])
_MOST_PROBLEMS = 20


class NotMetrics(Exception):
    """The file holds something else; the message is the reason."""


@dataclass
class MetricFile:
    """What a file of metrics says."""

    kind: str
    """`tensorboard`, `csv`, `jsonl` or `trainer_state`."""
    points: list[Point] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What is damaged, for a person; a last record that was cut off is not."""
    problem_count: int = 0

    def add_problem(self, text: str) -> None:
        self.problem_count += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(text)


class RowReader:
    """Reads rows, and keeps what tells whether they are a training's."""

    def __init__(self, file: MetricFile, name: str) -> None:
        self._file, self._name = file, name
        self._last: tuple[float | None, float | None] = (None, None)
        self.rows = 0
        self.placed = 0
        """Rows with a step or an epoch."""
        self.backward = 0
        """Rows whose step and epoch both do not follow those of the row before."""

    def feed(self, row: Mapping[str, Any], place: int) -> None:
        """Take the points of a row.

        Args:
            row: Names and values; a value may be a number in text, or an object of names and values.
            place: Byte offset or index of the row; stands in the points' source.
        """
        mapped = read_mapping(row)
        step, epoch = mapped.position.step, mapped.position.epoch
        self.rows += 1
        if step is not None or epoch is not None:
            self.placed += 1
            self.backward += _is_before(step, self._last[0]) or (step is None and _is_before(epoch, self._last[1]))
            self._last = (step if step is not None else self._last[0], epoch if epoch is not None else self._last[1])
        for pair in mapped.pairs:
            if pair.kind in _KEPT:
                split = understand(pair.key).split or mapped.position.split
                source = f"{self._name}@{place}"
                self._file.points.append(Point(pair.key, pair.value, split, step, epoch, mapped.time, source))

    def require_training(self) -> None:
        """Raise where the rows cannot be the steps of a training.

        Raises:
            NotMetrics: Rows without a step or epoch, one that runs backwards, or no name of a metric.
        """
        if not self.rows or self.placed < 0.9 * self.rows:
            raise NotMetrics("no step or epoch stands in its rows")
        if self.backward > self.rows // 10:
            raise NotMetrics("its step or epoch does not run forward")
        keys = {point.key for point in self._file.points}
        if not any(is_metric(key) for key in keys):
            raise NotMetrics("none of its names is a metric's")


def _is_before(now: float | None, last: float | None) -> bool:
    return now is not None and last is not None and now < last


def is_metric(name: str) -> bool:
    """Return whether a name can only be a metric's."""
    kind = kind_of(name)
    return kind in _PLAIN or (kind is Kind.WEAK and understand(name).split is not None)


def require_names(names: list[str]) -> None:
    """Raise where the names of columns are not those of a metric log.

    Raises:
        NotMetrics: No metric, no step or epoch, or too many names that mean nothing here.
    """
    said = read_mapping(dict.fromkeys(names, 0))
    if not said.position.is_given:
        raise NotMetrics("no column says step or epoch")
    metrics = [name for name in names if is_metric(name)]
    weak = [name for name in names if kind_of(name) is Kind.WEAK]
    strange = [name for name in names if kind_of(name) is Kind.UNKNOWN and not split_of(name)]
    if not metrics and not weak:
        raise NotMetrics("no column is named like a metric")
    if len(strange) > max(2, len(metrics) + len(weak)):
        raise NotMetrics(f"its columns are not a metric log's: {', '.join(strange[:3])}")
