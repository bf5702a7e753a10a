"""Lines of a log repeat: the same words with other numbers. What was found in one is found again at the same places.

A shape is a line without its numbers. Lines whose meaning hangs on the digits themselves are left to the slow way:
thousands, ranges, names with a number of their own.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from skills.metrics.pairs import Located, Pair
from skills.metrics.position import NOWHERE, Position, number_of
from skills.metrics.position import Located as LocatedPosition

_TOKEN = re.compile(r"((?<![A-Za-z_@\d])\d+(?:(?::\d\d)+(?:\.\d+)?|(?:\.\d+)?(?:[eE][-+]?\d+)?))")
_DEPENDS = frozenset([",", ":", "-", ".", "/"])
_MOST_SHAPES = 4096
_MOST_TOKENS = 64


class Text(NamedTuple):
    """What a line of text says."""

    position: Position
    pairs: list[Pair]


class _PairAt(NamedTuple):
    located: Located
    number: int
    is_negative: bool
    total: int


class _Template(NamedTuple):
    numbers: tuple[tuple[str, int], ...]
    facts: dict[str, Any]
    pairs: tuple[_PairAt, ...]

    def read(self, tokens: list[str]) -> Text:
        position = NOWHERE
        if self.numbers or self.facts:
            values: dict[str, Any] = {field: number_of(field, tokens[index]) for field, index in self.numbers}
            position = Position(**values, **self.facts)
        return Text(position, [_pair(at, tokens) for at in self.pairs])


class Shapes:
    """Reads lines of text, the repeated ones quickly."""

    def __init__(self, locate: Callable[[str], tuple[LocatedPosition, list[Located]]]) -> None:
        """Begin with no shape known.

        Args:
            locate: The slow way: where position and pairs stand in a line.
        """
        self._locate = locate
        self._known: dict[tuple[str, ...], _Template | None] = {}

    def read(self, line: str) -> Text:
        """Return what a line says."""
        parts = _TOKEN.split(line)
        tokens = parts[1::2]
        if len(tokens) > _MOST_TOKENS or not _DEPENDS.isdisjoint(parts):
            return _read(line, *self._locate(line))
        shape = tuple(part if index % 2 == 0 else _kind(part) for index, part in enumerate(parts))
        if shape in self._known:
            template = self._known[shape]
            return template.read(tokens) if template else _read(line, *self._locate(line))
        position, pairs = self._locate(line)
        if len(self._known) >= _MOST_SHAPES:
            self._known.clear()
        self._known[shape] = _template(parts, position, pairs)
        return _read(line, position, pairs)


def _kind(token: str) -> str:
    return "0" if token.isdigit() else ":" if ":" in token else "0."


def _pair(at: _PairAt, tokens: list[str]) -> Pair:
    located = at.located
    value = float(tokens[at.number])
    if at.is_negative:
        value = -value
    if at.total >= 0:
        total = float(tokens[at.total])
        value = value / total * (100 if located.is_percent else 1) if total else value
    return Pair(
        located.key, value, located.kind, located.is_explicit, located.is_integer, located.is_percent, located.split
    )


def _read(line: str, position: LocatedPosition, pairs: list[Located]) -> Text:
    return Text(position.read(line), [pair.read(line) for pair in pairs])
