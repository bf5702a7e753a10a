"""The few signs that the screens draw, as Unicode and as ASCII."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs."""

    done: str = "✓"
    failed: str = "✗"
    running: str = "●"
    waiting: str = "○"
    rule: str = "│"
    bar_full: str = "━"
    bar_empty: str = "╌"
    spark: str = "▁▂▃▄▅▆▇█"
    dots: bool = True
    """Whether braille dots can be drawn."""


UNICODE = Glyphs()
ASCII = Glyphs("+", "x", "*", "-", "|", "#", "-", "_.-~=+*#", dots=False)


def bar(fraction: float, width: int, glyphs: Glyphs) -> str:
    """Return a bar of `width` cells, filled from 0 to 1."""
    full = round(max(0.0, min(1.0, fraction)) * width)
    return glyphs.bar_full * full + glyphs.bar_empty * (width - full)


def sparkline(values: list[float], width: int, glyphs: Glyphs) -> str:
    """Return the finite values as at most `width` signs, low to high; of each bucket the last."""
    finite = [value for value in values if value - value == 0]
    if not finite:
        return ""
    if len(finite) > width:
        finite = [finite[(index + 1) * len(finite) // width - 1] for index in range(width)]
    low, high = min(finite), max(finite)
    steps = len(glyphs.spark) - 1
    if high == low:
        return glyphs.spark[steps // 2] * len(finite)
    return "".join(glyphs.spark[round((value - low) / (high - low) * steps)] for value in finite)
