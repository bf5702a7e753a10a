"""Curves with axes, a cursor and a legend."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from screens.glyphs import Glyphs
from screens.plot import Curve, Window, draw, nearest, smoothed, unscaled, window_of
from screens.text import fit, safe_line

COLOURS = ("cyan", "yellow", "magenta", "green", "red", "blue", "white", "bright_black")
STYLES = ("────", "── ─", "· · ", "──·─", "·  ·", "─ ─ ")
AXIS = 9
SMOOTHINGS = (0.0, 0.6, 0.9, 0.97)


class PlotView(Static, can_focus=True):
    """Draws curves of one metric."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "cursor(-1)", "cursor", key_display="← →", id="charts.left"),
        Binding("right,l", "cursor(1)", show=False, id="charts.right"),
        Binding("plus,equals_sign", "zoom(0.5)", "zoom", key_display="+ -", id="charts.in"),
        Binding("minus", "zoom(2.0)", show=False, id="charts.out"),
        Binding("0", "reset", "all", id="charts.reset"),
        Binding("L", "log", "log", id="charts.log"),
        Binding("s", "smooth", "smooth", id="charts.smooth"),
        Binding("m", "glyphs", "glyphs", id="charts.glyphs"),
        Binding("x", "ask('axis')", "axis", id="charts.axis"),
        Binding("n,j,down", "ask('next')", "metric", key_display="n N", id="charts.next"),
        Binding("N,k,up", "ask('previous')", show=False, id="charts.previous"),
    ]
    DEFAULT_CSS = """
    PlotView { height: 1fr; width: 1fr; }
    """

    class Asked(Message):
        """The user wants another metric or axis: `next`, `previous`, `axis`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, glyphs: Glyphs) -> None:
        """Begin without curves."""
        super().__init__("", markup=False, id="plot")
        self._dots = glyphs.dots
        self._curves: Sequence[Curve] = ()
        self._title = self._axis = ""
        self._empty = ""
        self._window: Window | None = None
        self._log = False
        self._smoothing = 0
        self._cursor: float | None = None

    def show(self, title: str, axis: str, curves: Sequence[Curve], empty: str) -> None:
        """Draw curves.

        Args:
            title: The metric.
            axis: What x is.
            curves: At most eight are told apart.
            empty: What is said where there are none.
        """
        if (title, axis) != (self._title, self._axis):
            self._window = self._cursor = None
        self._title, self._axis, self._curves, self._empty = title, axis, curves, empty
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def action_cursor(self, step: int) -> None:
        window = self._seen()
        if window is None:
            return
        width = (window.x1 - window.x0) / max(1, self._width() - 1)
        at = self._cursor if self._cursor is not None else (window.x0 if step > 0 else window.x1)
        self._cursor = max(window.x0, min(window.x1, at + step * width))
        self._draw()

    def action_zoom(self, factor: float) -> None:
        window, whole = self._seen(), window_of(self._smooth(), log=self._log)
        if window is None or whole is None:
            return
        middle = self._cursor if self._cursor is not None else (window.x0 + window.x1) / 2
        half = (window.x1 - window.x0) / 2 * factor
        x0, x1 = max(whole.x0, middle - half), min(whole.x1, middle + half)
        inside = [Curve(each.name, tuple(p for p in each.points if x0 <= p[0] <= x1)) for each in self._smooth()]
        fitting = window_of(inside, log=self._log)
        if fitting is not None and x1 > x0:
            self._window = replace(fitting, x0=x0, x1=x1)
        self._draw()

    def action_reset(self) -> None:
        self._window = self._cursor = None
        self._draw()

    def action_log(self) -> None:
        self._log = not self._log
        self._window = None
        self._draw()

    def action_smooth(self) -> None:
        self._smoothing = (self._smoothing + 1) % len(SMOOTHINGS)
        self._window = None
        self._draw()

    def action_glyphs(self) -> None:
        self._dots = not self._dots
        self._draw()

    def action_ask(self, what: str) -> None:
        self.post_message(self.Asked(what))

    def _smooth(self) -> list[Curve]:
        weight = SMOOTHINGS[self._smoothing]
        return [Curve(each.name, smoothed(each.points, weight)) for each in self._curves]

    def _seen(self) -> Window | None:
        return self._window or window_of(self._smooth(), log=self._log)

    def _width(self) -> int:
        return max(10, self.size.width - AXIS - 1)

    def _draw(self) -> None:
        curves, window = self._smooth(), self._seen()
        height = self.size.height - 3 - len(curves)
        if window is None or height < 3:
            self.update(Text(self._empty if window is None else "make the terminal taller", "dim"))
            return
        smoothing = SMOOTHINGS[self._smoothing]
        facts = [f"over {self._axis}", "log" if self._log else "", f"smoothed {smoothing:g}" if smoothing else ""]
        shown = Text(no_wrap=True)
        shown.append(fit(f"{safe_line(self._title)}   {'  '.join(filter(None, facts))}", self.size.width), "bold")
        picture = draw(curves, self._width(), height, window, dots=self._dots)
        mark = self._cursor_column(window)
        for number, row in enumerate(picture.rows):
            shown.append("\n" + self._label(number, height, window) + "│" if self._dots else
                         "\n" + self._label(number, height, window) + "|", "dim")  # fmt: skip
            for column, (sign, which) in enumerate(row):
                if which >= 0:
                    shown.append(sign, COLOURS[which % len(COLOURS)])
                else:
                    shown.append("┊" if column == mark and self._dots else ":" if column == mark else " ", "dim")
        shown.append(f"\n{' ' * AXIS}{self._ends(window)}", "dim")
        for number, curve in enumerate(curves):
            shown.append("\n" + self._legend(number, curve), COLOURS[number % len(COLOURS)])
        self.update(shown)

    def _cursor_column(self, window: Window) -> int | None:
        if self._cursor is None:
            return None
        return round((self._cursor - window.x0) / (window.x1 - window.x0) * (self._width() - 1))

    def _label(self, row: int, height: int, window: Window) -> str:
        if row % 4 and row != height - 1:
            return " " * (AXIS - 1)
        share = row / max(1, height - 1)
        value = unscaled(window.y1 - share * (window.y1 - window.y0), window.log)
        return fit(f"{value:.4g}", AXIS - 1, right=True)

    def _ends(self, window: Window) -> str:
        left, right = f"{window.x0:g}", f"{window.x1:g}"
        middle = f"{self._cursor:.4g}" if self._cursor is not None else ""
        width = self._width()
        return fit(left, width // 3) + fit(middle, width // 3) + fit(right, width - 2 * (width // 3), right=True)

    def _legend(self, number: int, curve: Curve) -> str:
        sign = STYLES[number % len(STYLES)] if self._dots else "ox+*#@%&"[number % 8]
        point = curve.points[-1] if curve.points and self._cursor is None else nearest(curve, self._cursor or 0.0)
        value = f"{point[1]:.6g} at {point[0]:g}" if point else "no points"
        return fit(f" {sign} {chr(65 + number)} {safe_line(curve.name)}  {value}", self.size.width)
