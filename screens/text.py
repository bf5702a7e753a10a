"""Text from anywhere as a terminal may show it, and cut or filled to a number of cells."""

import re

from rich.cells import cell_len, set_cell_size

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
LONGEST_LINE = 2000


def safe(text: str) -> str:
    """Return text without terminal escapes; other control characters and changes of direction are made visible."""
    return _CONTROLS.sub(_visible, _ESCAPES.sub("", text.replace("\r\n", "\n")).expandtabs(4))


def safe_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return text as one line; what is beyond `longest` characters is left out and said so."""
    head = text[: longest + 1]
    line = safe(head.replace("\r", "\n").replace("\n", " ↵ ") if "\n" in head or "\r" in head else head)
    return line if len(text) <= longest else f"{line[:longest]}… (+{len(text) - longest:,} characters)"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return one line of exactly `width` cells, cut with `…` or filled with blanks."""
    if width <= 0:
        return ""
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    blanks = " " * (width - length)
    return blanks + text if right else text + blanks


def _visible(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
