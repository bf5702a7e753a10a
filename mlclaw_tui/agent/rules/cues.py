"""Read the table of cues, `cues.txt`: which words speak for which skill, and how much."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("cues.txt")
_HEADING = re.compile(r"^\[(?P<name>[a-z]+)\]$")
_GROUP = re.compile(r"\{([a-z]+)\}")
_EDGE = r"(?:(?<!\S)|(?!\S))"
"""What `\\b` stands for: placeholders are words as well."""


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
    groups: dict[str, str] = {}
    found: list[Cue] = []
    heading = ""
    for line in TABLE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name = _HEADING.match(line)
        if name:
            heading = name["name"]
        elif heading == "groups":
            key, _, words = line.partition(" = ")
            groups[key] = words
        else:
            weight, _, pattern = line.partition(" ")
            compiled = re.compile(_written_out(pattern, groups))
            found.append(Cue(heading, float(weight), compiled, pattern.startswith("^")))
    return tuple(found)


def words() -> set[str]:
    """Return every word that a cue speaks of."""
    return set(re.findall(r"(?<![\\<a-z])[a-z]{2,}", " ".join(cue.pattern.pattern for cue in cues())))


def _written_out(pattern: str, groups: dict[str, str]) -> str:
    for _ in range(2):  # a group may use another
        pattern = _GROUP.sub(lambda found: groups[found[1]], pattern)
    return pattern.replace(r"\b", _EDGE)
