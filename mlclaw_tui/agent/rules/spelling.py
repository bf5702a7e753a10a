"""Mend typos towards the words that the rules know, and leave every real word and every name alone."""

from collections.abc import Iterator
from functools import cache

from mlclaw_tui.agent.rules.lexicon import known_words
from mlclaw_tui.agent.rules.vocabulary import wordlist

SHORTEST = 4
"""Letters; shorter words have too many neighbours (their usual typos are listed with the vocabulary)."""
LONG = 8
"""Letters from which on two slips are forgiven."""


def is_known(word: str) -> bool:
    """Whether the rules know the word as it is."""
    return word in known_words()


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    """Return the words to mend towards by each form that leaves one letter out, and by themselves."""
    found: dict[str, list[str]] = {}
    for word in sorted(wordlist("often misspelt")):
        for form in {word, *_with_one_left_out(word)}:
            found.setdefault(form, []).append(word)
    return {form: tuple(words) for form, words in found.items()}


def corrected(word: str) -> str:
    """Return the known word that this is a slip of; the word itself where none or more than one is as near.

    Args:
        word: In lower case.
    """
    if len(word) < SHORTEST or len(word) > 30 or word in known_words() or word in wordlist("real words"):
        return word
    near = sorted(
        (distance, other) for other, distance in _candidates(word).items() if distance <= _allowed(word, other)
    )
    if not near or (len(near) > 1 and near[0][0] == near[1][0] and not _same_family(near[0][1], near[1][1])):
        return word
    return near[0][1]


def _allowed(word: str, other: str) -> float:
    if word[0] != other[0] and sorted(word[:2]) != sorted(other[:2]):
        return 0
    return 2 if min(len(word), len(other)) >= LONG else 1


def _candidates(word: str) -> dict[str, float]:
    index = _neighbours()
    forms = {word, *_with_one_left_out(word)}
    if len(word) >= LONG:
        forms |= {shorter for form in list(forms) for shorter in _with_one_left_out(form)}
    return {other: _distance(word, other) for form in forms for other in index.get(form, ())}


def _same_family(one: str, other: str) -> bool:
    """Whether two words are forms of one, such as `epoch` and `epochs`."""
    return one[:5] == other[:5] or one.startswith(other) or other.startswith(one)


def _with_one_left_out(word: str) -> Iterator[str]:
    return (word[:position] + word[position + 1 :] for position in range(len(word)))


def _distance(one: str, other: str) -> float:
    """Return how many slips lie between two words: letters changed, left out, added; two swapped ones count 0.9."""
    before: list[float] = []
    current: list[float] = [float(column) for column in range(len(other) + 1)]
    for row, letter in enumerate(one, 1):
        older, before, current = before, current, [float(row)]
        for column, wanted in enumerate(other, 1):
            cost = min(before[column] + 1, current[column - 1] + 1, before[column - 1] + (0 if letter == wanted else 1))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted and letter != wanted:
                cost = min(cost, older[column - 2] + 0.9)
            current.append(cost)
    return current[-1]
