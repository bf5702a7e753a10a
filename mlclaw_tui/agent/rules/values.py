"""Values of params in running text: `of 0.1`, `0.1, 0.01 and 0.001`, `between 1e-5 and 1e-2`, `adam`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mlclaw_tui.agent.rules.numbers import number, scalar
from mlclaw_tui.agent.rules.reading import Kind, Mention, Reading, Scalar, Shape
from mlclaw_tui.agent.rules.vocabulary import wordlist

RANGE_WORDS = frozenset({"to", "..", "through", "until", "till"})
_JOINTS = frozenset({",", "and", "or", "/", "vs"})
MOST_VALUES = 50
"""Numbers that one list may have."""
_FARTHEST = 8
"""Words that may stand between a name and its value."""
_KINDS: frozenset[Kind] = frozenset(
    {"value", "quoted", "path", "file", "slashed", "id", "script", "url", "date"},
)
_DEVICES_AND_ACTIVATIONS = frozenset({"cpu", "cuda", "mps", "gpu", "relu", "gelu", "silu", "tanh", "sigmoid"})


class Values(NamedTuple):
    """What was said of a param's value."""

    values: tuple[Scalar, ...]
    shape: Shape
    end: int
    """Position of the word after it."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a request by position; before and after them there is nothing."""

    reading: Reading
    words: Sequence[str]

    def __getitem__(self, position: int) -> str:
        return self.words[position] if 0 <= position < len(self.words) else ""

    def number(self, position: int) -> int | float | None:
        """Return the number at a position."""
        return number(self[position])

    def mention(self, position: int) -> Mention | None:
        """Return what a placeholder at a position stands for."""
        return self.reading.mention(self[position])


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads what follows the name of a param."""

    words: Words
    begins_param: Callable[[int], bool]
    """Whether another param with a value begins at a position: then a number before it is not its count."""

    def after(self, position: int, *, takes_words: bool) -> Values | None:
        """Return the values that stand at a position, behind words such as `of` or `=`; None where there is none.

        Args:
            position: Of the word after the name.
            takes_words: Whether the param's value may be any word, as that of an optimizer.
        """
        words, farthest = self.words, position + _FARTHEST
        explicit = words[position - 1] == "="
        while words[position] in wordlist("between param and value") and position < farthest:
            if words[position] == "to" and words.number(position + 1) is None and not takes_words:
                break
            explicit = explicit or words[position] in ("=", ":", "to")
            position += 1
        if words[position] in ("from", "between", "in"):
            return self._bounds(position + 1, words[position])
        if words[position] == "," and words[position - 1] in ("over", "="):
            position += 1
        first = words.number(position)
        if first is None:
            return self._word(position, explicit=explicit, takes_words=takes_words)
        last = words.number(position + 2)
        if words[position + 1] in RANGE_WORDS and last is not None:
            return Values((first, last), "range", position + 3)
        return self._list(position, first)

    def _bounds(self, position: int, word: str) -> Values | None:
        """Return the values of `from 0.1 to 0.01`, `between 1e-5 and 1e-2`, `in 16, 32, 64`."""
        words = self.words
        position += 1 if words[position] == "," else 0
        first, last = words.number(position), words.number(position + 2)
        if first is None or last is None or words[position + 1] not in (*RANGE_WORDS, "and", ","):
            return None
        has_third = words[position + 3] in _JOINTS and words.number(position + 4) is not None
        if word == "in" and has_third:
            return self._list(position, first)
        return Values((first, last), "change" if word == "from" else "range", position + 3)

    def _list(self, position: int, first: int | float) -> Values:
        values: list[Scalar] = [first]
        end = position + 1
        while len(values) < MOST_VALUES:
            following = end
            while self.words[following] in _JOINTS:
                following += 1
            value = self.words.number(following)
            adjacent = following == end and self.words.number(end) is not None
            in_a_row = adjacent and (len(values) > 1 or self.words.number(end + 1) is not None)
            if value is None or (following == end and not in_a_row) or not (in_a_row or self._ends(following + 1)):
                break
            values.append(value)
            end = following + 1
        return Values(tuple(values), "list" if len(values) > 1 else "value", end)

    def _ends(self, position: int) -> bool:
        """Whether a number before this position is one of the list, and not the count of something else."""
        word = self.words[position]
        is_end = not word or word in wordlist("after a listed number") or word.startswith(("<host", "<name"))
        return is_end or self.begins_param(position)

    def _word(self, position: int, *, explicit: bool, takes_words: bool) -> Values | None:
        word, mention = self.words[position], self.words.mention(position)
        if mention is not None:
            is_value = explicit or mention.kind == "value" or (takes_words and mention.kind == "id")
            return Values((_literal(mention),), "value", position + 1) if is_value and mention.kind in _KINDS else None
        if explicit and isinstance(scalar(word), bool):
            return Values((scalar(word) is True,), "value", position + 1)
        is_known = word in wordlist("optimizers") or word in wordlist("schedules")
        is_any = takes_words and explicit and re.fullmatch(r"[a-z][\w-]*", word) is not None
        if not is_known and not is_any and not (takes_words and word in _DEVICES_AND_ACTIVATIONS):
            return None
        spelled = word if is_known else self.words.reading.spelled.get(word, word)
        return Values((spelled,), "value", position + 1)


def _literal(mention: Mention) -> Scalar:
    value = scalar(mention.said) if mention.kind == "value" else None
    if value is not None:
        return value
    return str(mention.value) if mention.kind in ("value", "quoted", "path") else mention.said
