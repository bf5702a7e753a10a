"""How long and how long ago, in a few characters."""

import math
from datetime import datetime


def short(seconds: float | None) -> str:
    """Return a duration as `0.4 s`, `42 s`, `7m20`, `2h58`, `3d4h`; a dash where it is not known."""
    if seconds is None or math.isnan(seconds):
        return "–"
    if seconds < 10:
        return f"{max(seconds, 0.0):.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 100:
        return f"{minutes}m{rest:02d}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02d}" if hours < 48 else f"{hours // 24}d{hours % 24}h"


def ago(then: datetime | None, now: datetime) -> str:
    """Return how long ago as `now`, `5m`, `2h`, `3d`, `7w`; a dash where it is not known."""
    if then is None:
        return "–"
    seconds = (now - then).total_seconds()
    for size, sign in ((604_800 * 2, "w"), (86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // (604_800 if sign == 'w' else size))}{sign}"
    return "now"
