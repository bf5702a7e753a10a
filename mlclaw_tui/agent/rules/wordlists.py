"""The lists of words in `words.txt`, by name."""

from functools import cache

from mlclaw_tui.agent.rules.tables import read_table


def wordlist(name: str) -> frozenset[str]:
    """Return the words of a section of `words.txt`."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(" ".join(lines).split()) for name, lines in read_table("words.txt").items()}
