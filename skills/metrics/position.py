"""Where in the training a line is: epoch and step, their totals, and the split it names."""

import re
from typing import Any, NamedTuple

from contracts.lexicon import split_of

_EPOCH = r"epochs?|epoc|ep"
_STEP = (
    r"(?:(?:global|train|training|total|current|optimizer|num|n)[ _-]?)?"
    r"(?:steps?|iterations?|iters?|itr|timesteps?|updates?)"
    r"|batch(?:es)?|episodes?|rounds?|folds?|trials?|it"
)
_SPLIT = r"train|training|val|valid|validation|test|eval"
_COUNT = r"\d+(?:,\d{3})*"
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9_\-/.])(?P<what>(?:(?:current|cur|(?P<of>{_SPLIT}))[ _])?(?:(?P<epoch>{_EPOCH})|{_STEP}))"
    rf"(?:\((?P<split>[a-z]+)\))?[\"'\]]?\s*(?P<sep>[:=#.]|is\b|no\.)?\s*[\"']?(?P<open>[\[(]?)\s*#?"
    rf"(?P<n>{_COUNT}(?:\.\d+)?)\s*(?:(?:/|of|out of)\s*(?P<total>{_COUNT})\s*)?(?:\(\s*[\d.]+\s*%\s*\)\s*)?[\])]?"
    rf"(?:\s*[:|,-]?\s*(?P<inner>[\[(]?)\s*(?P<m>{_COUNT})\s*/\s*(?P<mt>{_COUNT})(?!\.?\d)"
    rf"\s*(?:batch(?:es)?|steps|iters)?\s*(?:\(\s*[\d.]+\s*%\s*\))?\s*[\])]?)?"
    r"(?![\w%])(?!\.\d)(?!:\d\d)(?!\s*(?:correct|seconds|samples))",
    re.IGNORECASE,
)
_BRACKETS = re.compile(
    rf"\s*(?:\[\s*(?P<e>{_COUNT})\s*/\s*(?P<et>{_COUNT})\s*\]\s*\[\s*(?P<s>{_COUNT})\s*/\s*(?P<st>{_COUNT})\s*\]"
    rf"|\[\s*(?P<e2>{_COUNT})\s*,\s*(?P<s2>{_COUNT})\s*\]|\[\s*(?P<n>{_COUNT})\s*/\s*(?P<nt>{_COUNT})\s*\]"
    rf"|\[\s*(?P<i>\d+)\s*\](?=\s)|(?P<c>\d+):(?=\s+\w+:)|(?P<what>train|val|valid|validation|test|eval|evaluate):?\s+"
    rf"(?:(?P<e4>\d+)\s+)?\[\s*(?P<s4>\d+)\s*/\s*(?P<st4>\d+)\s*(?:\(\s*[\d.]+%\s*\))?\s*\])",
    re.IGNORECASE,
)
_IN_BRACKETS = {
    "e": "epoch", "et": "epochs_total", "s": "step", "st": "steps_total", "e2": "epoch", "s2": "step",
    "n": "epoch", "nt": "epochs_total", "i": "step", "c": "step", "e4": "epoch", "s4": "step", "st4": "steps_total",
}  # fmt: skip
_AS_STEP = {"n": "step", "total": "steps_total"}
_HEADS = frozenset("[tveTVE")
_HINTS = ("epoch", "step", "iter", "batch", "episode", "update", "round", "fold", "trial", "ep", "itr", "it")
_LAST_WORD = re.compile(r"([A-Za-z]+)[:=]?$")
_EPISODIC = re.compile(r"rew|return|score|ep_r\b|episod", re.IGNORECASE)
_NEVER_AFTER = frozenset(["per", "every", "max", "num", "warmup", "save", "eval", "log", "n", "each", "total"])
_ASIDE_AFTER = frozenset(["at", "best", "in", "on", "from", "last", "since", "until"])


class Position(NamedTuple):
    """Where a line is. What it does not say is None."""

    epoch: float | None = None
    epochs_total: int | None = None
    step: float | None = None
    steps_total: int | None = None
    split: str | None = None
    is_aside: bool = False
    """Whether it speaks of another moment: `best accuracy 0.9 at epoch 3`."""
    is_section: bool = False
    """Whether lines after it that name no split are about its split."""
    within_epoch: bool = False
    """Whether the step counts from the beginning of its epoch."""

    @property
    def is_given(self) -> bool:
        return self.epoch is not None or self.step is not None


NOWHERE = Position()


class LocatedPosition(NamedTuple):
    """Where in a line its position stands."""

    numbers: dict[str, tuple[int, int]]
    """Field of `Position` to the span of its number."""
    facts: dict[str, Any]
    """The other fields."""
    rest: str
    """The line with the position blotted out, as long as before."""

    def read(self, text: str) -> Position:
        """Return the position that the line gives."""
        if not self.numbers and not self.facts:
            return NOWHERE
        values: dict[str, Any] = {
            field: number_of(field, text[start:end]) for field, (start, end) in self.numbers.items()
        }
        return Position(**values, **self.facts)


def find_position(text: str) -> tuple[Position, str]:
    """Return the position that a line gives, and the line without it."""
    located = locate_position(text)
    return located.read(text), located.rest


def locate_position(text: str) -> LocatedPosition:
    """Return where the position of a line stands."""
    numbers: dict[str, tuple[int, int]] = {}
    facts: dict[str, Any] = {}
    head = text[:1]
    if (head in _HEADS or head.isdigit()) and (at_head := _BRACKETS.match(text)):
        _take_brackets(at_head, numbers, facts)
        text = _blotted(text, *at_head.span())
    lower = text.lower()
    if any(hint in lower for hint in _HINTS):
        spans = [found.span() for found in _NAMED.finditer(text) if _takes(found, text, numbers, facts)]
        for start, end in spans:
            text = _blotted(text, start, end, mark=" " if "is_aside" in facts else "|")
    return LocatedPosition(numbers, facts, text)


def _blotted(text: str, start: int, end: int, mark: str = "|") -> str:
    return f"{text[:start]}{mark}{' ' * (end - start - 1)}{text[end:]}"


def _take_brackets(found: re.Match[str], numbers: dict[str, tuple[int, int]], facts: dict[str, Any]) -> None:
    for group, field in _IN_BRACKETS.items():
        if found[group] is not None:
            numbers[field] = found.span(group)
    if found["what"]:
        facts.update(split=split_of(found["what"]), is_section=True)
    if "epoch" in numbers or found["what"]:
        facts["within_epoch"] = "step" in numbers


def _takes(found: re.Match[str], text: str, numbers: dict[str, tuple[int, int]], facts: dict[str, Any]) -> bool:
    """Return whether a name and number are a position, after adding it to those taken."""
    what = found["what"].lower()
    before = text[: found.start()].rstrip()
    word = _LAST_WORD.search(before)
    previous = word[1].lower() if word else ""
    is_given = "epoch" in numbers or "step" in numbers
    is_plural = what.endswith("s") and what != "iters" and "timesteps" not in what and "updates" not in what
    if is_plural and what.startswith(("step", "iter")) and not before and "loss" in text:
        is_plural = False  # it opens a line about that step
    is_batch_size = what == "batch" and not (found["total"] or found["open"] or is_given)
    if previous in _NEVER_AFTER or (is_plural and not found["total"]) or is_batch_size:
        return False
    is_aside = previous in _ASIDE_AFTER or (before.endswith("(") and len(before) > 1)
    if is_aside and is_given:
        return True
    if is_aside:
        facts["is_aside"] = True
    is_epoch = found["epoch"] and not (what == "ep" and _EPISODIC.search(text))
    if not is_epoch and (what.startswith("batch") or (found["total"] and "epoch" in numbers)):
        facts["within_epoch"] = True
    taken = {"n": "epoch", "total": "epochs_total", "m": "step", "mt": "steps_total"} if is_epoch else _AS_STEP
    for group, field in taken.items():
        if found[group] is not None:
            numbers[field] = found.span(group)
    if is_epoch and found["m"]:
        facts["within_epoch"] = True
    if found["split"] or (is_epoch and found["of"]):
        facts.update(split=split_of(found["split"] or found["of"]), is_section=True)
    return True


def number_of(field: str, text: str) -> float:
    """Return the value of a number that fills a field of `Position`; totals are whole."""
    plain = text.replace(",", "")
    return int(plain) if field.endswith("total") else float(plain)
