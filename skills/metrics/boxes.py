"""Boxes of two columns, name and value, as reinforcement learning libraries and Lightning's rich tables print them.

The step may stand in the last row, so a box is read when it is complete.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from skills.metrics.mappings import STEPS
from skills.metrics.names import kind_of
from skills.metrics.pairs import Pair
from skills.metrics.position import NOWHERE
from skills.metrics.reading import Reading
from skills.metrics.values import is_integer, is_number, to_float

MOST_ROWS = 300
_LONGEST_ROW = 500
_ROW = re.compile(r"\s*[|│┃║]\s*(?P<name>[^|│┃║]*?[^|│┃║\s])\s*[|│┃║]\s*(?P<value>[^|│┃║]*?)\s*[|│┃║]?\s*")


class BoxRow(NamedTuple):
    """One row."""

    name: str
    value: str


def find_box_row(text: str) -> BoxRow | None:
    """Return a row of two cells, or None where a line is none."""
    if len(text) > _LONGEST_ROW or not text.lstrip().startswith(("|", "│", "┃", "║")):
        return None
    found = _ROW.fullmatch(text)
    return None if not found or is_number(found["name"]) else BoxRow(found["name"], found["value"])


def read_box(rows: Sequence[BoxRow]) -> Reading:
    """Return what a whole box says."""
    position, section, pairs = NOWHERE, "", []
    for name, value in rows:
        if not is_number(value):
            section = name if name.endswith("/") and not value else section
            continue
        plain = name.lower()
        if plain == "epoch":
            position = position._replace(epoch=to_float(value))
        elif plain in STEPS and (position.step is None or plain.startswith("total")):
            position = position._replace(step=to_float(value))
        else:
            key = section + name
            pairs.append(Pair(key, to_float(value), kind_of(key), True, is_integer(value), value.endswith("%"), None))
    return Reading(pairs, position, is_certain=True)
