"""Lines of a log repeat: the same words with other numbers. What was found in one is found again at the same places.

A shape is a line without its numbers. Lines whose meaning hangs on the digits themselves are read the slow way each
time: thousands, dates, versions, names with a number of their own.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from skills.metrics.pairs import Located, Pair
from skills.metrics.position import NOWHERE, LocatedPosition, Position, number_of

_TOKEN = re.compile(r"((?<![A-Za-z_@\d])\d+(?:(?::\d\d)+(?:\.\d+)?|(?:\.\d+)?(?:[eE][-+]?\d+)?))")
_JOINTS = frozenset([",", ":", "-", "."])
_MOST_SHAPES = 4096
_MOST_TOKENS = 64


class Text(NamedTuple):
    """What a line of text says."""

    position: Position
    pairs: list[Pair]


class _PairAt(NamedTuple):
    pair: Pair
    """Its value stands where the line has no digits for it: NaN and infinity."""
    number: int | None
    """Which of the line's numbers is the value."""
    sign: int
    total: int | None


class _Template(NamedTuple):
    numbers: tuple[tuple[str, int], ...]
    facts: dict[str, Any]
    pairs: tuple[_PairAt, ...]

    def read(self, tokens: Sequence[str]) -> Text:
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
        self._known: dict[tuple[str, ...], _Template] = {}

    def recall(self, line: str) -> Text | None:
        """Return what a line says whose shape is known, else None."""
        parts = _TOKEN.split(line, _MOST_TOKENS)
        template = self._known.get(_shape(parts))
        return template.read(parts[1::2]) if template else None

    def read(self, line: str) -> Text:
        """Return what a line says, and remember its shape."""
        position, pairs = self._locate(line)
        parts = _TOKEN.split(line, _MOST_TOKENS)
        template = None if _hangs_on_digits(parts) else _template(line, parts, position, pairs)
        if template:
            if len(self._known) >= _MOST_SHAPES:
                self._known.clear()
            self._known[_shape(parts)] = template
        return Text(position.read(line), [pair.read(line) for pair in pairs])


def _shape(parts: list[str]) -> tuple[str, ...]:
    """Return the words of a line, and of each number only whether it is whole, a fraction or a time."""
    shape = parts.copy()
    shape[1::2] = ["0" if token.isdigit() else ":" if ":" in token else "." for token in parts[1::2]]
    return tuple(shape)


def _hangs_on_digits(parts: list[str]) -> bool:
    words = parts[::2]
    return (
        len(words) > _MOST_TOKENS
        or not _JOINTS.isdisjoint(words)
        or any(one == other == "/" for one, other in pairwise(words))
    )


def _template(line: str, parts: list[str], position: LocatedPosition, pairs: list[Located]) -> _Template | None:
    """Return where the numbers of a line are among its tokens, or None where one is no token."""
    places: dict[tuple[int, int], int] = {}
    at = 0
    for index, part in enumerate(parts):
        if index % 2:
            places[at, at + len(part)] = index // 2
        at += len(part)
    tokens = parts[1::2]
    numbers = tuple((field, places.get(span)) for field, span in position.numbers.items())
    located = [_pair_at(line, pair, places, tokens) for pair in pairs]
    if any(index is None for _, index in numbers) or any(pair is None for pair in located):
        return None
    return _Template(numbers, position.facts, tuple(located))  # type: ignore[arg-type]


def _pair_at(line: str, located: Located, places: dict[tuple[int, int], int], tokens: list[str]) -> _PairAt | None:
    start, end = located.number
    sign = -1 if line[start] in "-−" else 1
    digits = (start + (line[start] in "-−+"), end)
    total = places.get(located.total) if located.total else None
    number = places.get(digits)
    is_special = line[slice(*digits)].isalpha()
    if (number is None and not is_special) or (located.total and total is None):
        return None
    if any(token in located.key for token in tokens):
        return None
    return _PairAt(located.read(line), number, sign, total)


def _pair(at: _PairAt, tokens: Sequence[str]) -> Pair:
    if at.number is None:
        return at.pair
    value = at.sign * float(tokens[at.number])
    if at.total is not None:
        value = Located.share(value, float(tokens[at.total]), is_percent=at.pair.is_percent)
    key, _, kind, is_explicit, is_integer, is_percent, split = at.pair
    return Pair(key, value, kind, is_explicit, is_integer, is_percent, split)
