"""Progress bars: tqdm, Keras, rich, and those that scripts draw with `[====>....]`.

A bar is redrawn many times. Readers keep its last state of each step; of a bar whose numbers are means over the epoch
so far (Keras, ultralytics), the last state of all.
"""

import re
from typing import NamedTuple

_N = r"(?P<n>[\d,]+(?:\.\d+)?[kKMG]?)\s*/\s*(?P<total>[\d,]+(?:\.\d+)?[kKMG]?|Unknown|\?)"
_CLOCK = r"\d+(?::\d\d){1,2}"
_TQDM = re.compile(
    rf"(?P<desc>.*?)(?::\s*)?(?:(?P<percent>\d{{1,3}})%\s*\|[^|]*\|\s*|(?<![^\s:]))(?:{_N}|(?P<count>[\d,]+)\w*)"
    rf"(?:\s*[A-Za-z]+)?\s*\[\s*(?:{_CLOCK}|\?)(?:<(?:{_CLOCK}|\?|\d+ days?, {_CLOCK}))?"
    r"(?P<inside>.*)\](?P<after>[^\]]*)$"
)
_TQDM_PERCENT = re.compile(r"(?P<desc>.*?):?\s*(?P<percent>\d{1,3})%\s*\|[^|]*\|(?P<after>.*)$")
_RATE = re.compile(r"\s*,?\s*[\d.,?]+\s*\w*(?:/s|s/)\w*\s*,?")
_KERAS = re.compile(rf"\s*{_N}(?:\s*\[[=>.\s]+\]|\s*[━╸╺\s]*[━╸╺][━╸╺\s]*|(?=\s+-\s))\s*(?P<after>.*)$")
_DRAWN = re.compile(
    rf"(?P<desc>.*?):?\s*(?:(?P<percent>\d{{1,3}})%\s*)?"
    rf"(?:\[[=>#.\-\s█▓▒░]*(?P<middle>\d+/\d+)?[=>#.\-\s█▓▒░]{{4,}}\]|[━╸╺─█▓▒░▏▎▍▌▋▊▉]{{3,}})\s*"
    rf"(?:(?P<late>\d{{1,3}})%\s*)?(?:{_N})?(?P<after>.*)$"
)
_STROKES = re.compile(r"[━█]|[\[=>#.\-]{4}")
_MOVING = re.compile(
    r"\b[KMGTkmg]?i?B/s|^(?:Download|Fetch|Load|Map|Filter|Extract|Generat|Tokeniz|Upload|Sav|Convert|Process)",
    re.IGNORECASE,
)
_SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9}


class Bar(NamedTuple):
    """One state of a progress bar."""

    desc: str
    """What stands before it."""
    n: float | None
    total: float | None
    after: str
    """What stands behind it, without the speed."""
    is_mean: bool
    """Whether its numbers are means over the epoch so far."""
    is_unstarted: bool
    """Whether it shows the last epoch's numbers before it has any of its own, as rich bars do."""
    is_moving_data: bool
    """Whether it shows a download or a preparation, so that its numbers mean nothing for the training."""

    @property
    def is_whole(self) -> bool:
        """Whether it reached its end."""
        return self.n is not None and self.n == self.total and "ETA:" not in self.after


def find_bar(message: str) -> Bar | None:
    """Return the progress bar in a line, or None where it holds none."""
    if "[" in message and ("<" in message or "/s" in message or "s/" in message) and (found := _TQDM.match(message)):
        inside = _RATE.sub(" ", found["inside"], count=1)
        return _bar(found, found["desc"], f"{inside} {found['after']}", is_mean=False)
    if "/" in message and (" - " in message or "━" in message or "[" in message) and (found := _KERAS.match(message)):
        return _bar(found, "", found["after"], is_mean=True)
    if "%|" in message and (found := _TQDM_PERCENT.match(message)):
        return _bar(found, found["desc"], found["after"], is_mean=False)
    if _STROKES.search(message) and (found := _DRAWN.match(message)):
        known = found["n"] or found["percent"] or found["late"] or found["middle"]
        return _bar(found, found["desc"], found["after"], is_mean=False) if known else None
    return None


def _bar(found: re.Match[str], desc: str, after: str, *, is_mean: bool) -> Bar:
    groups = found.groupdict()
    n, total = _count(groups.get("n") or groups.get("count")), _count(groups.get("total"))
    if groups.get("middle"):
        n, total = (float(part) for part in groups["middle"].split("/"))
    moving = (n or 0) > 1e7 or bool(_MOVING.search(desc.strip()) or _MOVING.search(found[0][-80:]))
    return Bar(desc.strip(), n, total, after, is_mean, n == 0 and "━" in found[0], moving)


def _count(text: str | None) -> float | None:
    if not text or not text[0].isdigit():
        return None
    scale = _SCALES.get(text[-1], 1.0)
    return float(text.rstrip("kKMG").replace(",", "")) * scale


_CONTINUATION = re.compile(rf"(?:(?:{_CLOCK}|[-:•\s])*)(?:[\w/@.-]+: [-+\w.]+\s*)*")


def is_continuation(text: str) -> bool:
    """Return whether a line is the rest of a bar that rich broke into several lines."""
    return text.startswith(" " * 10) and _CONTINUATION.fullmatch(text.strip()) is not None
