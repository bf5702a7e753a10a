"""Draw the first chart of a report in the terminal."""

import io
from contextlib import redirect_stderr, redirect_stdout

import plotext

from skills.compare.plain_text import plain
from skills.report.charts import Curve, CurveChart, ValueChart

WIDTH = 76
HEIGHT = 18
MOST_CURVES = 6
_MARKERS = ("braille", "*", "o", "+", "x", "#")
_SHOWN = ("⠒", "*", "o", "+", "x", "#")
_BAR = 40
_LARGEST = 1e150


def draw_curves(chart: CurveChart, order: list[str]) -> str:
    """Return a chart of curves as text, at most 76 columns wide, with its legend below.

    Args:
        chart: What to draw; of each run the split that matters most.
        order: Runs, the best first; the first six are drawn.
    """
    curves: dict[str, Curve] = {}
    for curve in chart.curves:
        if _points(curve):
            curves.setdefault(curve.run, curve)
    drawn = [curves[run] for run in order if run in curves][:MOST_CURVES]
    if not drawn:
        return f"{chart.title}: no finite values to draw."
    # plotext prints its remarks on the data, and standard output may be read by a program
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        picture = _picture(drawn, chart.x_title)
    names = [_name(curve, mark) for curve, mark in zip(drawn, _SHOWN, strict=False)]
    return "\n".join([chart.title, *(line.rstrip() for line in picture.splitlines()), "  ".join(names)])


def _picture(drawn: list[Curve], x_title: str) -> str:
    figure = plotext.figure
    figure.clear()
    figure.plot_size(WIDTH, HEIGHT)
    figure.theme("colorless")
    for curve, marker in reversed(list(zip(drawn, _MARKERS, strict=False))):
        points = _points(curve)
        signal = figure.signal([x for x, _ in points], [y for _, y in points], marker=marker)
        figure.draw(signal.lines() if len(points) > 1 else signal)
    figure.label(x_title, "x")
    picture = str(plotext.uncolorize(str(figure.build())))
    figure.clear()
    return picture


def draw_values(chart: ValueChart) -> str:
    """Return a bar for each run, for runs that reported no course."""
    low, high = min(chart.values), max(chart.values)
    span = (high / 2 - low / 2) or 1.0
    names = [plain(run, 24) for run in chart.runs]
    width = max(map(len, names))
    lines = [chart.title]
    for name, value in zip(names, chart.values, strict=True):
        bar = "█" * (1 + round((_BAR - 1) * ((value / 2 - low / 2) / span)))
        lines.append(f"{name:<{width}}  {bar:<{_BAR}}  {value:.4g}")
    return "\n".join(lines)


def _points(curve: Curve) -> list[tuple[float, float]]:
    """Return what can be drawn: plotext cannot lay out an axis wider than the largest float."""
    return [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if y is not None and abs(y) < _LARGEST]


def _name(curve: Curve, mark: str) -> str:
    return f"{mark} {plain(curve.run, 24)}{f' {plain(curve.split, 12)}' if curve.split else ''}"
