"""Read tables of patterns: text files with `[sections]`, one pattern a line, and `{groups}` of words that patterns share."""

import re
from pathlib import Path

_HEADING = re.compile(r"^\[(?P<name>[a-z ]+)\]$")
_GROUP = re.compile(r"\{([a-z]+)\}")
_EDGE = r"(?:(?<!\S)|(?!\S))"
"""What `\\b` stands for: placeholders are words as well."""
_HERE = Path(__file__).parent


def read_table(name: str) -> dict[str, list[str]]:
    """Return the lines of every section of a table, groups written out; lines that begin with `#` are remarks."""
    groups: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    heading = ""
    for line in (_HERE / name).read_text("utf-8").splitlines():
        found = _HEADING.match(line)
        if found:
            heading = found["name"]
            lines = sections.setdefault(heading, [])
        elif heading == "groups" and line:
            key, _, words = line.partition(" = ")
            groups[key] = words
        elif line and not line.startswith("#"):
            lines.append(_written_out(line, groups))
    return sections


def one_of(patterns: list[str]) -> re.Pattern[str]:
    """Return a pattern that matches where any of these does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _written_out(pattern: str, groups: dict[str, str]) -> str:
    for _ in range(2):  # a group may use another
        pattern = _GROUP.sub(lambda found: groups[found[1]], pattern)
    return pattern.replace(r"\b", _EDGE)
