"""A metric as a series in the order it was printed, which is what the rules look at."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from contracts.lexicon import understand
from contracts.names import Direction
from contracts.record import Point


@dataclass(frozen=True, slots=True)
class Series:
    """One metric of one split."""

    key: str
    canonical: str
    split: str | None
    direction: Direction | None
    points: tuple[Point, ...]

    @property
    def values(self) -> list[float]:
        return [point.value for point in self.points]

    def better(self, one: float, other: float) -> bool:
        """Whether one value is better than the other."""
        return one > other if self.direction == "higher" else one < other

    def best_at(self) -> int | None:
        """Return the position of the first best finite value."""
        finite = [number for number, value in enumerate(self.values) if math.isfinite(value)]
        if not finite or self.direction is None:
            return None
        sign = 1 if self.direction == "higher" else -1
        return max(finite, key=lambda number: (sign * self.values[number], -number))

    def place(self, number: int) -> str | None:
        """Return where a point stands in the training."""
        point = self.points[number]
        if point.epoch is not None:
            return f"epoch {point.epoch:g}"
        return f"step {point.step:g}" if point.step is not None else None


def series_of(points: Iterable[Point]) -> list[Series]:
    """Return the series of a run, in the order they first appeared."""
    grouped: dict[tuple[str, str | None], list[Point]] = {}
    for point in points:
        grouped.setdefault((point.key, point.split), []).append(point)
    found = []
    for (key, split), members in grouped.items():
        name = understand(key)
        found.append(Series(key, name.canonical, split or name.split, name.direction, tuple(members)))
    return found


def median(values: Sequence[float]) -> float:
    """Return the middle of the finite values; NaN where there is none."""
    finite = sorted(value for value in values if math.isfinite(value))
    if not finite:
        return math.nan
    middle = len(finite) // 2
    return finite[middle] if len(finite) % 2 else (finite[middle - 1] + finite[middle]) / 2


def spread(values: Sequence[float]) -> float:
    """Return a robust standard deviation from step to step: 1.4826 times the median absolute difference, over √2.

    A trend adds little to it, so a falling loss does not look noisy (Donoho & Johnstone 1994, on differences).
    """
    finite = [value for value in values if math.isfinite(value)]
    steps = [abs(later - earlier) for earlier, later in pairwise(finite)]
    return 1.4826 * median(steps) / math.sqrt(2) if steps else 0.0
