"""The cues of `cues.txt`: which words speak for which skill, and how much."""

import re
from functools import cache
from typing import NamedTuple

from mlclaw_tui.agent.rules.tables import read_table


class Cue(NamedTuple):
    """Words that speak for a skill."""

    skill: str
    weight: float
    pattern: re.Pattern[str]
    is_first: bool
    """Whether they are the beginning of what is asked: its verb."""


@cache
def cues() -> tuple[Cue, ...]:
    """Return every cue of the table."""
    return tuple(
        _cue(skill, *line.split(" ", 1))
        for skill, lines in read_table("cues.txt").items()
        if skill != "groups"
        for line in lines
    )


def _cue(skill: str, weight: str, pattern: str) -> Cue:
    return Cue(skill, float(weight), re.compile(pattern), pattern.startswith("^"))


def words() -> set[str]:
    """Return every word that a cue speaks of."""
    return set(re.findall(r"(?<![\\<a-z])[a-z]{2,}", " ".join(cue.pattern.pattern for cue in cues())))
