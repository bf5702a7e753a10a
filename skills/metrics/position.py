"""Where in the training a line is: epoch and step, their totals, and the split it names."""

import re
from typing import NamedTuple

from contracts.lexicon import split_of

_EPOCH = r"epochs?|epoc|ep"
_STEP = (
    r"(?:(?:global|train|training|total|current|optimizer|num|n)[ _-]?)?(?:steps?|iterations?|iters?|itr|timesteps?|updates?)"
    r"|batch(?:es)?|episodes?|rounds?|folds?|trials?|it"
)
_COUNT = r"\d+(?:,\d{3})*"
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9_\-/.])(?P<what>(?:(?:current|cur|train|training)[ _])?(?:(?P<epoch>{_EPOCH})|{_STEP}))"
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


def find_position(text: str) -> tuple[Position, str]:
    """Return the position that a line gives, and the line without it."""
    position = NOWHERE
    at_head = _BRACKETS.match(text)
    if at_head:
        position = _from_brackets(at_head)
        text = "| " + text[at_head.end() :]
    spans: list[tuple[int, int]] = []
    for found in _NAMED.finditer(text):
        position, taken = _add(position, found, text)
        if taken:
            spans.append(found.span())
    for start, end in reversed(spans):
        text = f"{text[:start]} | {text[end:]}"
    return position, text


def _from_brackets(found: re.Match[str]) -> Position:
    group = found.groupdict()
    if group["what"]:
        epoch = _number(group["e4"])
        return Position(
            epoch=epoch, step=_number(group["s4"]), steps_total=_count(group["st4"]),
            split=split_of(group["what"]), is_section=True, within_epoch=True,
        )  # fmt: skip
    if group["e"]:
        return Position(
            _number(group["e"]), _count(group["et"]), _number(group["s"]), _count(group["st"]), within_epoch=True
        )
    if group["e2"]:
        return Position(_number(group["e2"]), step=_number(group["s2"]), within_epoch=True)
    if group["n"]:
        return Position(_number(group["n"]), _count(group["nt"]))
    return Position(step=_number(group["i"] or group["c"]))


def _add(position: Position, found: re.Match[str], text: str) -> tuple[Position, bool]:
    what = found["what"].lower()
    before = text[: found.start()].rstrip()
    word = re.search(r"([A-Za-z]+)[:=]?$", before)
    previous = word[1].lower() if word else ""
    is_plural = what.endswith("s") and what not in {"iters"} and "timesteps" not in what and "updates" not in what
    is_batch_size = what == "batch" and not (found["total"] or found["open"] or position.is_given)
    if previous in _NEVER_AFTER or (is_plural and not found["total"]) or is_batch_size:
        return position, False
    aside = previous in _ASIDE_AFTER or (before.endswith("(") and len(before) > 1)
    if aside and position.is_given:
        return position, True
    n, total = _number(found["n"]), _count(found["total"])
    if found["epoch"] and not (what == "ep" and _EPISODIC.search(text)):
        position = position._replace(epoch=n, epochs_total=total or position.epochs_total)
        if found["m"]:
            position = position._replace(step=_number(found["m"]), steps_total=_count(found["mt"]), within_epoch=True)
    else:
        within = position.within_epoch or what.startswith("batch") or bool(total and position.epoch is not None)
        position = position._replace(step=n, steps_total=total or position.steps_total, within_epoch=within)
    if found["split"]:
        position = position._replace(split=split_of(found["split"]), is_section=True)
    return position._replace(is_aside=aside), True


def _number(text: str | None) -> float | None:
    return None if text is None else float(text.replace(",", ""))


def _count(text: str | None) -> int | None:
    return None if text is None else int(text.replace(",", ""))
