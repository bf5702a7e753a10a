"""A request while it is read: text in which everything that was recognised stands as a placeholder.

`train on server-2 with lr 0.1` becomes `train on <host:0> with <param:1>`. Cues are matched on such text with the
numbers left out, so they speak of kinds of things and never of their values.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "quoted", "url", "path", "file", "script", "slashed", "email", "name", "value", "pin", "id", "date",
    "run", "newest", "best", "param", "space", "trials", "lines", "times", "since", "every", "lasting", "metric",
    "host", "dataset", "package", "python", "extras", "note",
]  # fmt: skip
Scalar = int | float | bool | str
Shape = Literal["value", "list", "range", "change", "relative", "named"]
"""`change`: from the first value to the second; `relative`: half, higher; `named`: no value was said."""

PLACEHOLDER = re.compile(r"<([a-z]+):(\d+)>")


@dataclass(frozen=True, slots=True)
class Url:
    """A repository's address and the branch, tag or commit that was said with it."""

    address: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs by name, or the newest N."""

    names: tuple[str, ...] = ()
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Param:
    """A param with what was said of its value."""

    name: str
    values: tuple[Scalar, ...] = ()
    shape: Shape = "value"


@dataclass(frozen=True, slots=True)
class Package:
    """A distribution and the version it should have."""

    name: str
    version: str


Value = str | int | Url | Runs | Param | Package


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the request names."""

    kind: Kind
    value: Value
    said: str
    """Its own words."""


@dataclass(slots=True)
class Reading:
    """The text so far, and what was recognised in it."""

    text: str
    mentions: list[Mention] = field(default_factory=list)
    spelled: dict[str, str] = field(default_factory=dict)
    """Lower-cased word to the spelling it had, where that was neither lower case nor just a capital first letter."""

    def mark(self, kind: Kind, value: Value, said: str) -> str:
        """Keep a mention and return its placeholder."""
        self.mentions.append(Mention(kind, value, said))
        return f"<{kind}:{len(self.mentions) - 1}>"

    def replace(self, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]) -> None:
        """Write something else in place of every match."""
        self.text = pattern.sub(write, self.text)

    def mention(self, placeholder: str) -> Mention | None:
        """Return what a placeholder stands for; None for any other word."""
        found = PLACEHOLDER.fullmatch(placeholder)
        return self.mentions[int(found[2])] if found else None

    def said(self, text: str) -> str:
        """Return text with every placeholder put back into its own words."""
        for _ in range(4):  # a placeholder may stand for words with placeholders
            text = PLACEHOLDER.sub(lambda found: self.mentions[int(found[2])].said, text)
        return text


def without_numbers(text: str) -> str:
    """Return text in which placeholders only say their kind: what cues are matched on."""
    return PLACEHOLDER.sub(r"<\1>", text)
