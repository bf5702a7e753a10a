"""Which words the rules know: all of their tables; and which words of a request are strange to them."""

import re
from collections.abc import Iterator
from functools import cache

from mlclaw_tui.agent.rules import cues
from mlclaw_tui.agent.rules.likeness import is_familiar
from mlclaw_tui.agent.rules.numbers import NUMBER_WORDS
from mlclaw_tui.agent.rules.vocabulary import (
    EXPORT_FORMATS,
    contractions,
    metric_phrases,
    param_names,
    same_phrases,
    variants,
    wordlist,
)

_LISTS = (
    "function words", "determiners", "times", "often misspelt", "optimizers", "schedules", "switches", "packages",
    "devices", "host words", "data formats", "metrics", "unsure metrics", "splits",
)  # fmt: skip
_NO_WORDS = frozenset({"hf", "nx", "agx", "tx"})


@cache
def known_words() -> frozenset[str]:
    """Return every word of the rules' tables, in lower case."""
    words = (word for phrase in _phrases() for word in re.findall(r"[a-z]+", phrase))
    return frozenset(word for word in words if len(word) > 1) - _NO_WORDS


@cache
def field_words() -> frozenset[str]:
    """Return the known words that are about the field, not merely English."""
    return known_words() - wordlist("function words") - wordlist("determiners")


def strangers(text: str) -> list[str]:
    """Return the words of normalised text that the rules know nothing of, placeholders and numbers left out."""
    words = (word for word in text.split() if word.isalpha() and len(word) > 1)
    known = known_words() | wordlist("common verbs")
    return [word for word in words if word not in known and not is_familiar(word)]


def _phrases() -> Iterator[str]:
    for name in _LISTS:
        yield from wordlist(name)
    for words in metric_phrases():
        yield from words
    yield from (*param_names(), *EXPORT_FORMATS, *NUMBER_WORDS, *cues.words())
    yield from (*variants().values(), *contractions().values(), *(words for _, words in same_phrases()))
