"""Read the tables beside this module: `[sections]` of lines, and `{groups}` of words that patterns share."""

import re
from pathlib import Path

_HEADING = re.compile(r"^\[(?P<name>[a-z ]+)\]$")
_GROUP = re.compile(r"\{([a-z]+)\}")
_EDGE = r"(?:(?<!\S)|(?!\S))"
"""What `\\b` stands for: placeholders are words as well."""
_HERE = Path(__file__).parent


def read_table(name: str) -> dict[str, list[str]]:
    """Return the lines of every section, groups written out; empty lines and those that begin with `#` say nothing."""
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


def _written_out(line: str, groups: dict[str, str]) -> str:
    if groups:
        for _ in range(2):  # a group may use another
            line = _GROUP.sub(lambda found: groups[found[1]], line)
    return line.replace(r"\b", _EDGE)
