"""The health rules over metrics: NaN, divergence, plateau, overfitting, a drop in throughput. Pure."""

import math
from collections.abc import Iterable, Iterator, Sequence

from contracts.health import HealthFinding
from contracts.record import Point
from skills.health.series import Series, median, series_of, spread

FEWEST = 8
"""Points a trend needs before a rule speaks of it."""
PLATEAU_PART = 0.4
"""Of the points so far, the share without improvement that counts as a plateau."""
OVERFIT_RISE = 0.05
THROUGHPUT_DROP = 0.6


def look_at_metrics(points: Iterable[Point]) -> list[HealthFinding]:
    """Return what the rules find, worst first.

    Args:
        points: Of one run, in the order they were read.
    """
    series = series_of(points)
    found = [finding for each in series for finding in _alone(each)]
    found += _overfitting(series)
    rank = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda finding: rank[finding.level])


def _alone(series: Series) -> Iterator[HealthFinding]:
    bad = _not_finite(series)
    if bad:
        yield bad
        return
    if series.canonical == "throughput":
        yield from _throughput(series)
    elif series.direction is not None:
        diverged = _divergence(series)
        yield from [diverged] if diverged else _plateau(series)


def _not_finite(series: Series) -> HealthFinding | None:
    number = next((n for n, value in enumerate(series.values) if not math.isfinite(value)), None)
    if number is None:
        return None
    last_good = next((value for value in reversed(series.values[:number]) if math.isfinite(value)), None)
    again = math.isfinite(series.values[-1])
    what = "NaN" if math.isnan(series.values[number]) else "infinite"
    before = f"; it was {last_good:.4g} before" if last_good is not None else ""
    return HealthFinding(
        rule="nan",
        level="warning" if again else "error",
        says=f"{series.key} became {what}{_at(series, number)}{before}{' and is finite again' if again else ''}.",
        metric=series.key,
        since=series.place(number),
        numbers={} if last_good is None else {"before": last_good},
    )


def _divergence(series: Series) -> HealthFinding | None:
    """A loss that ends clearly above where it began to rise: above the first value, or three times its minimum."""
    values = series.values
    if series.direction != "lower" or len(values) < FEWEST:
        return None
    lowest = series.best_at()
    if lowest is None or lowest >= len(values) - 3:
        return None
    recent = median(values[-3:])
    rise = recent - values[lowest]
    limit = max(3 * abs(values[lowest]), values[lowest] + 6 * spread(values))
    if recent < limit or recent < median(values[:3]) * 0.9 or rise <= 0:
        return None
    return HealthFinding(
        rule="divergence",
        level="error",
        says=f"{series.key} diverges: {recent:.4g} now, {values[lowest]:.4g} at its lowest{_at(series, lowest)}.",
        metric=series.key,
        since=series.place(lowest),
        numbers={"now": recent, "lowest": values[lowest]},
    )


def _plateau(series: Series) -> list[HealthFinding]:
    """No value in the last part is better than the best before it by more than the noise from step to step."""
    values = series.values
    tail = max(FEWEST // 2, math.ceil(len(values) * PLATEAU_PART))
    if len(values) < FEWEST + tail or series.split == "train":
        return []
    before, after = values[:-tail], values[-tail:]
    best_before = max(before) if series.direction == "higher" else min(before)
    best_after = max(after) if series.direction == "higher" else min(after)
    gain = (best_after - best_before) * (1 if series.direction == "higher" else -1)
    if gain > max(2 * spread(after), 1e-4 * abs(best_before)):
        return []
    start = len(values) - tail
    return [
        HealthFinding(
            rule="plateau",
            level="info",
            says=f"{series.key} stands still for {tail} points{_at(series, start, 'since')}: best {best_before:.4g}.",
            metric=series.key,
            since=series.place(start),
            numbers={"best": best_before, "points": tail},
        )
    ]


def _throughput(series: Series) -> Iterator[HealthFinding]:
    values = series.values
    if len(values) < FEWEST:
        return
    usual, now = median(values[: -len(values) // 4]), median(values[-3:])
    if usual > 0 and now < THROUGHPUT_DROP * usual:
        yield HealthFinding(
            rule="throughput",
            level="warning",
            says=f"{series.key} fell to {now:.4g} from {usual:.4g}.",
            metric=series.key,
            since=series.place(len(values) - 3),
            numbers={"now": now, "usual": usual},
        )


def _overfitting(all_series: Sequence[Series]) -> Iterator[HealthFinding]:
    """The loss on held-out data rises while the loss on the training data still falls."""
    losses = [series for series in all_series if series.canonical == "loss"]
    training = next((series for series in losses if series.split in ("train", None)), None)
    for held_out in losses:
        if training is None or held_out is training or held_out.split in ("train", None):
            continue
        lowest = held_out.best_at()
        values = held_out.values
        if lowest is None or len(values) < FEWEST or len(values) - lowest < FEWEST // 2:
            continue
        now, best = median(values[-3:]), values[lowest]
        part = round(len(training.values) * lowest / len(values))
        falls = median(training.values[-3:]) < median(training.values[part : part + 3])
        if falls and now > best * (1 + OVERFIT_RISE) and now - best > 2 * spread(values):
            yield HealthFinding(
                rule="overfitting",
                level="warning",
                says=f"{held_out.key} rises ({best:.4g} to {now:.4g}{_at(held_out, lowest, 'since')}) "
                f"while {training.key} falls.",
                metric=held_out.key,
                since=held_out.place(lowest),
                numbers={"best": best, "now": now},
            )


def _at(series: Series, number: int, word: str = "at") -> str:
    place = series.place(number)
    return f" {word} {place}" if place else ""
