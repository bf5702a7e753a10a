"""What the charts of a report show: series by metric and run, as plain data for the page's script or the terminal."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from contracts.lexicon import PREFERENCE, SPLIT_PREFERENCE, understand
from contracts.record import Point
from skills.compare.comparison import Comparison
from skills.compare.metrics import MetricId, metric_id
from skills.compare.plain_text import plain
from skills.compare.values import show_number
from skills.report.material import Material

_STROKES = ("solid", "dotted", "dashed", "dash-dotted")
"""How the page draws the splits of a metric, in their order."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart."""

    run: str
    split: str | None
    x: tuple[float, ...]
    y: tuple[float | None, ...]
    """None where the value was no finite number: the line has a gap there."""


@dataclass(frozen=True, slots=True)
class CurveChart:
    """A metric over the course of the runs."""

    title: str
    x_title: str
    curves: tuple[Curve, ...]
    note: str = ""
    """What the picture cannot show."""


@dataclass(frozen=True, slots=True)
class ValueChart:
    """The ranked metric, one mark a run."""

    title: str
    runs: tuple[str, ...]
    """Best first."""
    values: tuple[float, ...]
    band: tuple[float, float] | None = field(default=None)
    """Where one more repeat lies, 95 times in 100."""


def curve_charts(material: Material) -> list[CurveChart]:
    """Return a chart for every metric that has a course, the one that the runs are ranked by first."""
    grouped: dict[MetricId, dict[str, dict[str | None, tuple[Point, ...]]]] = {}
    for run, series in material.curves.items():
        for (key, split), points in series.items():
            found = metric_id(key, split)
            family = found._replace(split=None)
            known = grouped.setdefault(family, {}).setdefault(run, {})
            if len(points) > len(known.get(found.split, ())):
                known[found.split] = points
    return [
        _chart(family, runs)
        for family, runs in sorted(grouped.items(), key=lambda item: _order(item[0], material.comparison))
        if any(len(points) > 1 for by_split in runs.values() for points in by_split.values())
    ]


def value_chart(comparison: Comparison) -> ValueChart | None:
    """Return the chart of the ranking; None where nothing is ranked, or just one run."""
    if comparison.metric is None or len(comparison.ranking) < 2:
        return None
    noise = comparison.noise
    ranking = comparison.ranking[:40]
    return ValueChart(
        title=comparison.metric.shown,
        runs=tuple(ranked.run for ranked in ranking),
        values=tuple(ranked.value for ranked in ranking),
        band=(noise.median - noise.floor, noise.median + noise.floor) if noise else None,
    )


def curve_data(chart: CurveChart, places: dict[str, int]) -> JsonValue:
    """Return a chart as the page's script reads it; runs are numbers into its list of runs."""
    names = list(dict.fromkeys(curve.split for curve in chart.curves))
    shown = [plain(name or "no split", 20) for name in names]
    strokes = ", ".join(f"{name} {stroke}" for name, stroke in zip(shown, _STROKES, strict=False))
    notes = [strokes.capitalize()] if len(names) > 1 else []
    return {
        "kind": "curves",
        "title": chart.title,
        "x": chart.x_title,
        "note": ". ".join([*notes, chart.note] if chart.note else notes),
        "series": [
            {
                "run": places[curve.run],
                "split": plain(curve.split or "", 20) if len(names) > 1 else "",
                "stroke": names.index(curve.split),
                "x": list(curve.x),
                "y": list(curve.y),
            }
            for curve in chart.curves
        ],
    }


def value_data(chart: ValueChart, places: dict[str, int]) -> JsonValue:
    """Return a chart as the page's script reads it."""
    marks: list[JsonValue] = [
        {"run": places[run], "value": value}
        for run, value in zip(chart.runs, chart.values, strict=True)
        if run in places
    ]
    return {"kind": "values", "title": chart.title, "marks": marks, "band": list(chart.band) if chart.band else None}


def _chart(family: MetricId, runs: dict[str, dict[str | None, tuple[Point, ...]]]) -> CurveChart:
    series = {(run, split): points for run, by_split in runs.items() for split, points in by_split.items()}
    axis, place = _axis(series.values())
    curves, gaps = [], []
    for (run, split), points in sorted(series.items(), key=lambda item: _split_place(item[0][1])):
        x = tuple(place(number, point) for number, point in enumerate(points))
        y = tuple(point.value if math.isfinite(point.value) else None for point in points)
        curves.append(Curve(run, split, x, y))
        if None in y:
            first = y.index(None)
            gaps.append(f"{plain(run, 40)} is {show_number(points[first].value)} at {axis} {show_number(x[first])}")
    note = f"Not finite: {'; '.join(gaps[:4])}{'; and others' if len(gaps) > 4 else ''}." if gaps else ""
    title = " ".join(word for word in (family.apart, family.canonical.replace("_", " ")) if word)
    return CurveChart(plain(title, 60), axis, tuple(curves), note)


def _axis(series: Iterable[Sequence[Point]]) -> tuple[str, Callable[[int, Point], float]]:
    """Return what the curves can share as their axis: steps, else epochs, else how many values came before."""
    points = [point for each in series for point in each]
    if all(point.step is not None and math.isfinite(point.step) for point in points):
        return "step", lambda _, point: point.step or 0.0
    if all(point.epoch is not None and math.isfinite(point.epoch) for point in points):
        return "epoch", lambda _, point: point.epoch or 0.0
    return "value number", lambda number, _: float(number + 1)


def _order(family: MetricId, comparison: Comparison) -> tuple[bool, int, str]:
    ranked = comparison.metric.id._replace(split=None) if comparison.metric else None
    place = PREFERENCE.index(family.canonical) if family.canonical in PREFERENCE else len(PREFERENCE)
    known = understand(family.canonical).direction is not None
    return family != ranked, place if known else place + 1, family.canonical


def _split_place(split: str | None) -> int:
    return SPLIT_PREFERENCE.index(split) if split in SPLIT_PREFERENCE else len(SPLIT_PREFERENCE)
