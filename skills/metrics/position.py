"""Where in the training a line is: epoch and step, their totals, and the split it names."""

import re
from typing import Any, NamedTuple

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


def find_position(text: str) -> tuple[Position, str]:
    """Return the position that a line gives, and the line without it."""
    given: dict[str, Any] = {}
    head = text[:1]
    if (head in _HEADS or head.isdigit()) and (at_head := _BRACKETS.match(text)):
        given = _from_brackets(at_head)
        text = f"| {text[at_head.end() :]}"
    spans: list[tuple[int, int]] = []
    lower = text.lower()
    if any(hint in lower for hint in _HINTS):
        spans = [found.span() for found in _NAMED.finditer(text) if _takes(given, found, text)]
    for start, end in reversed(spans):
        text = f"{text[:start]} | {text[end:]}"
    return Position(**given) if given else NOWHERE, text


def _from_brackets(found: re.Match[str]) -> dict[str, Any]:
    group = found.groupdict()
    if group["what"]:
        given = {"epoch": group["e4"], "step": group["s4"], "steps_total": group["st4"]}
        return {**_numbers(given), "split": split_of(group["what"]), "is_section": True, "within_epoch": True}
    if group["e"]:
        given = {"epoch": group["e"], "epochs_total": group["et"], "step": group["s"], "steps_total": group["st"]}
        return {**_numbers(given), "within_epoch": True}
    if group["e2"]:
        return {**_numbers({"epoch": group["e2"], "step": group["s2"]}), "within_epoch": True}
    if group["n"]:
        return _numbers({"epoch": group["n"], "epochs_total": group["nt"]})
    return _numbers({"step": group["i"] or group["c"]})


def _takes(given: dict[str, Any], found: re.Match[str], text: str) -> bool:
    """Return whether a name and number are a position, after adding it to those given."""
    what = found["what"].lower()
    before = text[: found.start()].rstrip()
    word = _LAST_WORD.search(before)
    previous = word[1].lower() if word else ""
    is_plural = what.endswith("s") and what not in {"iters"} and "timesteps" not in what and "updates" not in what
    is_batch_size = what == "batch" and not (found["total"] or found["open"] or "epoch" in given or "step" in given)
    if previous in _NEVER_AFTER or (is_plural and not found["total"]) or is_batch_size:
        return False
    is_aside = previous in _ASIDE_AFTER or (before.endswith("(") and len(before) > 1)
    if is_aside and ("epoch" in given or "step" in given):
        return True
    if is_aside:
        given["is_aside"] = True
    if found["epoch"] and not (what == "ep" and _EPISODIC.search(text)):
        given.update(_numbers({"epoch": found["n"], "epochs_total": found["total"]}))
        if found["m"]:
            given.update(_numbers({"step": found["m"], "steps_total": found["mt"]}), within_epoch=True)
    else:
        given.update(_numbers({"step": found["n"], "steps_total": found["total"]}))
        if what.startswith("batch") or (found["total"] and "epoch" in given):
            given["within_epoch"] = True
    if found["split"]:
        given.update(split=split_of(found["split"]), is_section=True)
    return True


def _numbers(given: dict[str, str | None]) -> dict[str, Any]:
    """Return the numbers among these texts: totals whole."""
    numbers: dict[str, Any] = {}
    for name, text in given.items():
        if text is not None:
            plain = text.replace(",", "")
            numbers[name] = int(plain) if name.endswith("total") else float(plain)
    return numbers
