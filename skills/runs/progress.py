"""How far a run is, how fast it goes, and which way its metrics move."""

import math
from dataclasses import dataclass
from datetime import datetime

from contracts.lexicon import understand
from contracts.record import Point
from contracts.run import ConfigContract, RunContract
from store.folders import RunFolder

SHOWN_METRICS = 3
TREND_POINTS = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How far and how fast."""

    epoch: float | None
    epochs_total: float | None
    elapsed_s: float | None
    eta_s: float | None
    """Absent where the end or the rate is unknown."""

    def trends(self, points: list[Point]) -> list[str]:
        """Return the newest value of the main metrics, each with the way it moves."""
        series: dict[str, list[float]] = {}
        for point in points:
            series.setdefault(point.key, []).append(point.value)
        ranked = sorted(series, key=lambda key: (understand(key).direction is None, "loss" not in key.lower()))
        return [f"{key} {series[key][-1]:.4g}{_trend(series[key])}" for key in ranked[:SHOWN_METRICS]]


def total_epochs(folder: RunFolder) -> float | None:
    """Return how many epochs the run was asked for; None where no param says it."""
    config = folder.read(ConfigContract)
    for name, value in (config.params if config else {}).items():
        if "epoch" in name.lower() and isinstance(value.value, int | float) and not isinstance(value.value, bool):
            return float(value.value)
    return None


def pace_of(folder: RunFolder, run: RunContract, points: list[Point], now: datetime) -> Pace:
    """Return how far a run is, from the points it printed and the epochs it was asked for."""
    epoch = max((point.epoch for point in points if point.epoch is not None), default=None)
    total = total_epochs(folder)
    elapsed = ((run.finished_at or now) - run.started_at).total_seconds() if run.started_at else None
    eta = None
    if epoch and total and elapsed and run.finished_at is None and epoch <= total:
        eta = elapsed / epoch * (total - epoch)
    return Pace(epoch, total, elapsed, eta)


def _trend(values: list[float]) -> str:
    recent = [value for value in values[-TREND_POINTS:] if math.isfinite(value)]
    if len(recent) < 2:
        return ""
    if recent[-1] < recent[0]:
        return " and falling"
    return " and rising" if recent[-1] > recent[0] else " and steady"
