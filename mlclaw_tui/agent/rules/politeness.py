"""Take off the words around a request that ask for nothing (`politeness.txt`): greetings, connecting words."""

import re
from functools import cache

from mlclaw_tui.agent.rules.tables import read_table

_MOST = 12
"""Fillers that are taken off one request."""


def head_of(text: str) -> str:
    """Return text without the words around it that ask for nothing; the text itself where nothing else is there."""
    text = _trailing().sub("", text.strip())
    for _ in range(_MOST):
        shorter = _leading().sub("", text, count=1)
        if shorter == text or not shorter:
            break
        text = shorter
    return text


def is_mere(text: str) -> bool:
    """Whether text is nothing but such words: `thanks`."""
    return re.fullmatch(r"(?:\S+ ?){1,4}", text) is not None and _leading().fullmatch(text) is not None


@cache
def _leading() -> re.Pattern[str]:
    sections = read_table("politeness.txt")
    fillers = "|".join(line for name, lines in sections.items() if name != "at the end" for line in lines)
    return re.compile(rf"^(?:{fillers}|[.,:])(?= |$) ?")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"(?: (?:{'|'.join(read_table('politeness.txt')['at the end'])}|,))+$")
