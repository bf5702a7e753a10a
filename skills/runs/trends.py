"""The metrics of a run with their last and best values and the way they move. Pure."""

import math
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from pydantic import JsonValue

from contracts.base import json_data
from contracts.record import Final, Point
from skills.health.series import median, series_of, spread
from skills.runs.primary import metric_order

TREND_POINTS = 12
SHOWN_METRICS = 4
Trend = Literal["rising", "falling", "steady"]


_WORDS = {"rising": " and rising", "falling": " and still falling", "steady": " and steady"}


class Standing(NamedTuple):
    """Where a metric stands."""

    final: Final
    trend: Trend | None
    """Absent where fewer than two finite values were printed."""

    def to_data(self) -> dict[str, JsonValue]:
        data: dict[str, JsonValue] = json_data({**self.final._asdict(), "trend": self.trend})
        return data

    def text(self) -> str:
        """Return it for a person: `loss 0.23 and still falling (best 0.21 at epoch 44)`."""
        final = self.final
        last = "not recorded" if final.last is None else f"{final.last:.4g}"
        moves = _WORDS.get(self.trend or "", "")
        best = f" (best {final.best:.4g}{self._where()})" if final.best is not None and final.best != final.last else ""
        name = f"{final.split} {final.key}" if final.split and final.split not in final.key.lower() else final.key
        return f"{name} {last}{moves}{best}"

    def _where(self) -> str:
        return "" if self.final.best_step is None else f" at {self.final.best_step:g}"


def standings(points: Iterable[Point], finals: Sequence[Final]) -> list[Standing]:
    """Return every metric, those first that one looks at first."""
    trends = {(each.key, each.points[0].split): trend(each.values) for each in series_of(points)}
    found = [Standing(final, trends.get((final.key, final.split))) for final in finals]
    return sorted(found, key=lambda each: metric_order(each.final))


def trend(values: Sequence[float]) -> Trend | None:
    """Return the way the newest values move, beyond their noise from one to the next."""
    recent = [value for value in values[-TREND_POINTS:] if math.isfinite(value)]
    if len(recent) < 2:
        return None
    half = len(recent) // 2
    change = median(recent[-half:]) - median(recent[:half])
    noise = spread(recent) / math.sqrt(half) if len(recent) > 3 else 0.0
    if abs(change) <= max(noise, 1e-9 * max(map(abs, recent))):
        return "steady"
    return "rising" if change > 0 else "falling"
