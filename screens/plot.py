"""Curves as characters: braille dots, or plain signs where braille cannot be drawn. Knows no screen.

Curves are told apart without colour too: by dash patterns in braille, by letters in ASCII.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_DASHES = ((1,), (1, 1, 1, 0, 0), (1, 0), (1, 1, 1, 1, 0, 1, 0), (1, 0, 0), (1, 1, 0))
"""Of each curve: which of the dots along it are drawn."""
SIGNS = "ox+*#@%&"


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one run, in order of x."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What of the plane is seen."""

    x0: float
    x1: float
    y0: float
    y1: float
    log: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of cells: a sign and the number of the curve it belongs to, -1 for none."""

    rows: tuple[tuple[tuple[str, int], ...], ...]
    window: Window | None


def smoothed(points: Sequence[tuple[float, float]], weight: float) -> tuple[tuple[float, float], ...]:
    """Return an exponential moving average; values that are not finite are left out of it."""
    if not weight:
        return tuple(points)
    kept, last, total = [], 0.0, 0.0
    for x, y in points:
        if math.isfinite(y):
            last, total = last * weight + y, total * weight + 1
            kept.append((x, last / total))
    return tuple(kept)


def window_of(curves: Sequence[Curve], *, log: bool) -> Window | None:
    """Return the smallest window that holds every point that can be drawn; None where there is none."""
    points = [(x, y) for curve in curves for x, y in curve.points if _is_drawn(x, y, log)]
    if not points:
        return None
    xs, ys = [x for x, _ in points], [_scaled(y, log) for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    margin = (y1 - y0) * 0.03 or abs(y1) * 0.05 or 0.5
    return Window(x0, x1 if x1 > x0 else x0 + 1, y0 - margin, y1 + margin, log)


def draw(curves: Sequence[Curve], width: int, height: int, window: Window, *, dots: bool = True) -> Picture:
    """Return curves as `height` rows of `width` cells."""
    if dots:
        return _braille(curves, width, height, window)
    cells = [[(" ", -1)] * width for _ in range(height)]
    for number, curve in enumerate(curves):
        for column, row in _trace(curve, width, height, window):
            cells[row][column] = (SIGNS[number % len(SIGNS)], number)
    return Picture(tuple(map(tuple, cells)), window)


def _braille(curves: Sequence[Curve], width: int, height: int, window: Window) -> Picture:
    bits = [[0] * width for _ in range(height)]
    owner = [[-1] * width for _ in range(height)]
    for number, curve in enumerate(curves):
        dashes = _DASHES[number % len(_DASHES)]
        for place, (column, row) in enumerate(_trace(curve, width * 2, height * 4, window)):
            if dashes[place // 2 % len(dashes)]:
                bits[row // 4][column // 2] |= _DOTS[row % 4][column % 2]
                owner[row // 4][column // 2] = number
    rows = tuple(
        tuple((chr(0x2800 + bit) if bit else " ", which) for bit, which in zip(*row, strict=True))
        for row in zip(bits, owner, strict=True)
    )
    return Picture(rows, window)


def _trace(curve: Curve, columns: int, rows: int, window: Window) -> list[tuple[int, int]]:
    """Return the dots along a curve, without gaps between points that follow each other."""
    found: list[tuple[int, int]] = []
    last: tuple[int, int] | None = None
    for x, y in curve.points:
        if not _is_drawn(x, y, window.log):
            last = None
            continue
        column = round((x - window.x0) / (window.x1 - window.x0) * (columns - 1))
        row = round((window.y1 - _scaled(y, window.log)) / (window.y1 - window.y0) * (rows - 1))
        here = max(-columns, min(2 * columns, column)), max(-rows, min(2 * rows, row))
        found += _line(last, here) if last else [here]
        last = here
    return [(column, row) for column, row in found if 0 <= column < columns and 0 <= row < rows]


def _line(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    return [
        (start[0] + round((end[0] - start[0]) * step / steps), start[1] + round((end[1] - start[1]) * step / steps))
        for step in range(1, steps + 1)
    ]


def nearest(curve: Curve, x: float) -> tuple[float, float] | None:
    """Return the point of a curve whose x is nearest."""
    return min(curve.points, key=lambda point: abs(point[0] - x), default=None)


def unscaled(y: float, log: bool) -> float:
    """Return the value at a height of the window."""
    return float(10**y) if log else y


def _scaled(y: float, log: bool) -> float:
    return math.log10(y) if log else y


def _is_drawn(x: float, y: float, log: bool) -> bool:
    return math.isfinite(x) and math.isfinite(y) and (not log or y > 0)
