"""Charts: the curves of marked runs over step, epoch or time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.containers import Vertical
from textual.message import Message

from screens.glyphs import Glyphs
from screens.plot import Curve
from screens.widgets.plot_view import PlotView

AXES = ("step", "epoch", "time")
EMPTY = "No curves yet.\nMark runs with space in Runs (F4), then press m; or press c on a job (F3)."


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of a metric with its places; what is not recorded is None."""

    value: float
    step: float | None
    epoch: float | None
    time: float | None


Curves = Mapping[str, Mapping[str, Sequence[Measured]]]
"""Metric to run to points, in the order they were read."""


class ChartsPane(Vertical):
    """One metric at a time."""

    class Refreshed(Message):
        """The user wants the curves read again."""

    def __init__(self, glyphs: Glyphs) -> None:
        """Begin without curves."""
        super().__init__(id="charts")
        self._plot = PlotView(glyphs)
        self._curves: Curves = {}
        self._metric = ""
        self._axis: str | None = None

    def compose(self):  # type: ignore[no-untyped-def]
        yield self._plot

    def on_mount(self) -> None:
        self._draw()

    def take(self, curves: Curves) -> None:
        """Show curves; the metric stays where there is one of its name."""
        self._curves = curves
        if self._metric not in curves:
            self._metric = next(iter(curves), "")
        self._draw()

    def on_plot_view_asked(self, message: PlotView.Asked) -> None:
        message.stop()
        if message.what == "axis":
            self._axis = AXES[(AXES.index(self._axis) + 1) % len(AXES)] if self._axis else "epoch"
        else:
            names = list(self._curves)
            if names:
                step = 1 if message.what == "next" else -1
                self._metric = names[(names.index(self._metric) + step) % len(names)]
        self._draw()

    def _draw(self) -> None:
        runs = self._curves.get(self._metric, {})
        axis = self._axis or self._best_axis()
        curves = [Curve(run, _places(points, axis)) for run, points in runs.items()]
        names = list(self._curves)
        counted = f"   metric {names.index(self._metric) + 1} of {len(names)}" if len(names) > 1 else ""
        self._plot.show(self._metric + counted, axis, curves, EMPTY)

    def _best_axis(self) -> str:
        """Return what the points have: steps, else epochs, else times."""
        points = [point for runs in self._curves.get(self._metric, {}).values() for point in runs]
        for axis in AXES:
            if points and all(getattr(point, axis) is not None for point in points):
                return axis
        return "step"


def _places(points: Sequence[Measured], axis: str) -> tuple[tuple[float, float], ...]:
    """Return points by x; without a recorded place the number of the point, time from the first one."""
    placed = [(getattr(point, axis), point.value) for point in points]
    if not any(place is not None for place, _ in placed):
        return tuple((float(number), value) for number, (_, value) in enumerate(placed))
    known = [(float(place), value) for place, value in placed if place is not None]
    begin = min(place for place, _ in known) if axis == "time" else 0.0
    return tuple(sorted((place - begin, value) for place, value in known))
