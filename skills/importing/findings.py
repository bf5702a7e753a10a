"""What there is to say about an import beside its runs."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

_MOST_BAD = 1000


class Bad(NamedTuple):
    """A line that was left out."""

    line: int
    """From 1."""
    reason: str


@dataclass
class Findings:
    """What there is to say about a history beside its runs."""

    bad: list[Bad] = field(default_factory=list)
    """The first thousand of them."""
    bad_count: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    """What was left out or taken on trust, and in how many lines."""

    def add_bad(self, line: int, reason: str) -> None:
        self.bad_count += 1
        if len(self.bad) < _MOST_BAD:
            self.bad.append(Bad(line, reason))
