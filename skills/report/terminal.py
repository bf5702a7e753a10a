"""Draw the first chart of a report in the terminal."""

import plotext

from skills.compare.plain_text import plain
from skills.report.charts import Curve, CurveChart, ValueChart

WIDTH = 76
HEIGHT = 18
MOST_CURVES = 6
_MARKERS = ("braille", "*", "o", "+", "x", "#")
_SHOWN = ("⠒", "*", "o", "+", "x", "#")
_BAR = 40


def draw_curves(chart: CurveChart, order: list[str]) -> str:
    """Return a chart of curves as text, at most 76 columns wide, with its legend below.

    Args:
        chart: What to draw; of each run the split that matters most.
        order: Runs, the best first; the first six are drawn.
    """
    curves: dict[str, Curve] = {}
    for curve in chart.curves:
        if any(value is not None for value in curve.y):
            curves.setdefault(curve.run, curve)
    drawn = [curves[run] for run in order if run in curves][:MOST_CURVES]
    figure = plotext.figure
    figure.clear()
    figure.plot_size(WIDTH, HEIGHT)
    figure.theme("colorless")
    for curve, marker in reversed(list(zip(drawn, _MARKERS, strict=False))):
        points = [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if y is not None]
        signal = figure.signal([x for x, _ in points], [y for _, y in points], marker=marker)
        figure.draw(signal.lines() if len(points) > 1 else signal)
    figure.label(chart.x_title, "x")
    picture = plotext.uncolorize(str(figure.build()))
    figure.clear()
    names = [_name(curve, mark) for curve, mark in zip(drawn, _SHOWN, strict=False)]
    return "\n".join([chart.title, *(line.rstrip() for line in picture.splitlines()), "  ".join(names)])


def draw_values(chart: ValueChart) -> str:
    """Return a bar for each run, for runs that reported no course."""
    low, high = min(chart.values), max(chart.values)
    span = (high - low) or 1.0
    names = [plain(run, 24) for run in chart.runs]
    width = max(map(len, names))
    lines = [chart.title]
    for name, value in zip(names, chart.values, strict=True):
        bar = "█" * (1 + round((_BAR - 1) * (value - low) / span))
        lines.append(f"{name:<{width}}  {bar:<{_BAR}}  {value:.4g}")
    return "\n".join(lines)


def _name(curve: Curve, mark: str) -> str:
    return f"{mark} {plain(curve.run, 24)}{f' {plain(curve.split, 12)}' if curve.split else ''}"
