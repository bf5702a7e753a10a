"""Tables in Markdown, aligned so that they read well as plain text too."""

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from skills.safe_text import shown

CELL_LIMIT = 60


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table with padded columns; numbers stand right, long cells are cut with an ellipsis."""
    cells = [[_cell(text) for text in row] for row in (columns, *rows)]
    widths = [max(3, *(_width(row[number]) for row in cells)) for number in range(len(columns))]
    right = [_all_numbers([row[number] for row in cells[1:]]) for number in range(len(columns))]
    lines = [_line(row, widths, right) for row in cells]
    rule = (
        "| "
        + " | ".join("-" * (width - 1) + (":" if r else "-") for width, r in zip(widths, right, strict=True))
        + " |"
    )
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for text, width, is_right in zip(row, widths, right, strict=True):
        space = " " * (width - _width(text))
        padded.append(space + text if is_right else text + space)
    return "| " + " | ".join(padded) + " |"


def _cell(text: str) -> str:
    flat = re.sub(r"\s+", " ", shown(text.replace("\n", " "))).replace("|", "\\|")
    return flat if len(flat) <= CELL_LIMIT else flat[: CELL_LIMIT - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _all_numbers(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(
        re.fullmatch(r"[-+]?[\d.,]+(?:e[-+]?\d+)?\s*%?|nan|-?inf", text, re.IGNORECASE) for text in filled
    )
