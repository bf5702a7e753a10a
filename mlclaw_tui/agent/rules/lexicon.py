"""Every word that the rules know, and the real words near them that must not be taken for typos."""

import re
from functools import cache

from mlclaw_tui.agent.rules import cues, domain, vocabulary
from mlclaw_tui.agent.rules.likeness import is_familiar
from mlclaw_tui.agent.rules.numbers import NUMBER_WORDS
from mlclaw_tui.agent.rules.wordlists import wordlist


@cache
def known_words() -> frozenset[str]:
    """Return every word of the rules' tables, in lower case."""
    phrases = " ".join([
        *domain.PARAM_NAMES, *wordlist("optimizers"), *wordlist("schedules"), *wordlist("packages"), *wordlist("devices"), *wordlist("host words"),
        *domain.EXPORT_FORMATS, *wordlist("data formats"), *wordlist("metrics"), *wordlist("unsure metrics"), *wordlist("splits"),
        *domain.METRIC_PHRASES, *wordlist("switches"), *vocabulary.VARIANTS.values(), *vocabulary.CONTRACTIONS.values(),
        *wordlist("determiners"), *wordlist("often misspelt"), *wordlist("function words"), *wordlist("times"), *NUMBER_WORDS, *cues.words(),
        *(words for _, words in vocabulary.PHRASES),
    ])  # fmt: skip
    return frozenset(word for word in re.findall(r"[a-z]+", phrases) if len(word) > 1) - NOT_WORDS


@cache
def field_words() -> frozenset[str]:
    """Return the known words that are about the field, not merely English."""
    return known_words() - wordlist("function words") - frozenset(wordlist("determiners"))


def strangers(text: str) -> list[str]:
    """Return the words of normalised text that the rules know nothing of, placeholders and numbers left out."""
    words = (word for word in text.split() if word.isalpha() and len(word) > 1)
    return [
        word
        for word in words
        if word not in known_words() and word not in wordlist("common verbs") and not is_familiar(word)
    ]


@cache
def real_words() -> frozenset[str]:
    """Return English words that differ by a slip from one that the rules know."""
    return frozenset(wordlist("real words"))


NOT_WORDS = frozenset(["hf", "nx", "agx", "tx"])
