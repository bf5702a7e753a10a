"""Names and numbers side by side in a line: `loss: 0.3`, `acc=0.9`, `val loss 0.4`, `accuracy is 93 %`."""

import re
from functools import lru_cache
from typing import NamedTuple

from contracts.lexicon import is_filler, is_known, split_of, understand
from skills.metrics.names import Kind, kind_of
from skills.metrics.values import Number, is_integer, numbers_in, plain_values, to_float

_FIRST = r"[^\W\d]"
_INSIDE = r"[^\s,;|:=\[\]{}()<>\"'：＝@]"
_WORD = rf"(?:@(?:\[?[\d.]++(?:[:-][\d.]++)*+\]?)?+|\((?:[^()\s]|\([^()]*+\))*+\)|'s\b|{_INSIDE})*+"
_KEY = rf"{_FIRST}{_WORD}(?: (?!-+ )(?:{_INSIDE}{_WORD}|\([^()]{{1,30}}\))){{0,11}}"
_EXPLICIT = re.compile(rf"(?P<key>{_KEY})\s*[\"'\])]?\s*(?::=|=>|->|[:=≈→：＝])\s*[\"'(\[$~]*\s*$")
_LISTED = re.compile(r"[\"'](?P<key>[^\"']{1,60}?)\s*[:=]?\s*[\"']\s*[,:]\s*$")
_COPULA = r"(?: (?:is|was|of|at|reached|reaches|equals|hit|=))*"
_IMPLICIT = re.compile(rf"(?P<key>{_KEY}?){_COPULA}\s+[\"'$~]*\s*$")
_SPLIT = r"train|training|val|valid|validation|test|testing|eval|evaluation|dev"
_LABEL_AFTER = re.compile(rf"\s*\((?P<split>{_SPLIT})\)", re.IGNORECASE)
_LABEL_FIRST = re.compile(r"\W*(?P<split>val|valid|validation|test|testing|eval|evaluation)\b", re.IGNORECASE)
_LABEL = re.compile(
    rf"(?:^|[^\w])(?P<split>{_SPLIT})(?:[ _-](?:set|results?|data|metrics|phase|epoch|summary))?"
    r"\s*(?:[\])]|:|\||[-–—>]+ )",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:\w+ )?(?:samples|images|examples|parameters|params|batches|classes|steps|epochs|iterations|workers|gpus|"
    r"items|files|tokens|sentences|rows|columns|features|points|seconds|minutes|hours|secs|sec|mins|min|bytes|trainable|"
    r"[KMGT]i?B|points|correct)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\s*(?:/|of|out of)\s*(?P<total>\d+(?:,\d{3})*)(?:\s*\(\s*[\d.]+\s?(?P<percent>%)\s*\))?")
_ON_DATA = re.compile(
    r"\s+(?:on|over|for)\s+(?:the\s+|all\s+)?(?:[\d,]+\s+)?(?P<words>(?:\w+\s+)?"
    r"(?:images|set|data|dataset|samples|examples|epochs|runs|folds|seeds|batches|episodes))$"
)
_JOINS = re.compile(
    r"^(?:with|got|achieved?s?|reached|reaches|obtained|gives|gave|having|yields|and)$|[!?]$", re.IGNORECASE
)
_LEADING = frozenset(["the", "a", "an", "its", "has", "is", "our", "your", "this"])
_TRAILING = frozenset(
    ["is", "was", "of", "at", "reached", "equals", "hit", "be", "to", "improved", "increased", "decreased", "dropped"]
)
_PROSE = re.compile(
    r"\b(?:at|for|using|from|to|in|by|than|below|above|under|over|until|every|if|when)\b", re.IGNORECASE
)
_NAMES_A_NUMBER = re.compile(r"\s*[:=]|\s\w+\s*[:=]")
_IMPLIED = frozenset([Kind.METRIC, Kind.WEAK, Kind.SCHEDULE, Kind.SPLIT])
"""Kinds of names that need no colon before their number."""
_PLAIN_UNITS = frozenset(["", "%"])
_LONGEST_GAP = 160
_MOST_WORDS = 4


class Pair(NamedTuple):
    """A name and its number."""

    key: str
    value: float
    kind: Kind
    is_explicit: bool
    """Whether a colon or an equals sign stands between them."""
    is_integer: bool
    is_percent: bool
    split: str | None
    """The split that a label before it names: `Val: loss=0.3`; absent where it names none."""


class Located(NamedTuple):
    """Where in a line a name's number stands, and what is known of the two before it is read."""

    key: str
    kind: Kind
    is_explicit: bool
    is_integer: bool
    is_percent: bool
    split: str | None
    number: tuple[int, int]
    """Span of the number, without its unit."""
    total: tuple[int, int] | None = None
    """Span of what it is a part of: `45/50`."""

    def read(self, text: str) -> Pair:
        """Return the pair."""
        value = to_float(text[slice(*self.number)])
        if self.total:
            value = self.share(value, to_float(text[slice(*self.total)]), is_percent=self.is_percent)
        return Pair(self.key, value, self.kind, self.is_explicit, self.is_integer, self.is_percent, self.split)

    @staticmethod
    def share(value: float, total: float, *, is_percent: bool) -> float:
        """Return a part of a total, as a fraction or in percent; nothing of nothing is nothing."""
        return value if not total else value / total * (100 if is_percent else 1)


class _Gap(NamedTuple):
    key: str
    is_explicit: bool
    label: str | None


def find_pairs(text: str) -> list[Pair]:
    """Return the pairs of a line that may be metrics, in order."""
    plain = plain_values(text)
    return [located.read(plain) for located in locate_pairs(plain)]


def locate_pairs(text: str) -> list[Located]:
    """Return where the pairs of a line of `plain_values` stand, in order."""
    found: list[Located] = []
    end = labelled = 0
    label: str | None = None
    for number in numbers_in(text):
        if number.start < end:
            continue
        begin = max(end, number.start - _LONGEST_GAP)
        gap = read_gap(text[begin : number.start])
        label = gap.label or label
        after = text[number.end : number.end + 1]
        counted = after == " " and _COUNTED.match(text, number.end)
        if not gap.is_explicit and (counted or (is_integer(number.text) and _NAMES_A_NUMBER.match(text, number.end))):
            continue  # a number within a name: `on the 10000 test images: 93 %`
        end = number.end
        if number.list_end:
            end = max(end, text.find(number.list_end, end))
        elif gap.key and not counted and number.unit in _PLAIN_UNITS:
            total, is_percent, end = _part_of(number, text)
            is_whole = not total and not is_percent and is_integer(number.text)
            start = text.index(number.text, number.start)
            found.append(
                Located(
                    gap.key, kind_of(gap.key), gap.is_explicit, is_whole, is_percent, label,
                    (start, start + len(number.text)), total,
                )
            )  # fmt: skip
            if after_them := _LABEL_AFTER.match(text, end):
                found[labelled:] = _labelled(found[labelled:], after_them["split"])
                labelled, end = len(found), after_them.end()
    first = _LABEL_FIRST.match(text)
    if first and not any(pair.split or understand(pair.key).split for pair in found):
        return _labelled(found, first["split"])
    return found


def _labelled(pairs: list[Located], word: str) -> list[Located]:
    return [pair._replace(split=split_of(word)) for pair in pairs]


@lru_cache(maxsize=16384)
def read_gap(gap: str) -> _Gap:
    """Return the name that stands before a number, given all the text since the number before it."""
    explicit = _LISTED.search(gap) or _EXPLICIT.search(gap)
    found = explicit or _IMPLICIT.search(gap)
    if not found:
        return _Gap("", False, label_of(gap))
    on_data = _ON_DATA.search(found["key"])
    key = _shortened(found["key"])
    if not explicit and is_prose(key):
        key = ""
    if not explicit and kind_of(key) not in _IMPLIED:
        key = ""
    label = label_of(gap[: found.start()] if key else gap)
    return _Gap(key, bool(explicit), label or (understand(on_data["words"]).split if on_data else None))


def is_prose(name: str) -> bool:
    """Return whether words like `at` or `from` say that a number after them is no value of theirs: `at IoU 0.5`."""
    return _PROSE.search(name) is not None


def label_of(text: str) -> str | None:
    """Return the split that a label in a text names last: `Val:`, `[test]`, `Validation Results -`."""
    labels = [found["split"] for found in _LABEL.finditer(text + " ")]
    return split_of(labels[-1]) if labels else None


def _shortened(key: str) -> str:
    """Return a name without the prose around it: of `Training done with final accuracy`, the last two words."""
    words = _ON_DATA.sub("", key).strip(" -–—*#>.").split(" ")
    last = max((place for place, word in enumerate(words[:-1]) if _JOINS.search(word)), default=-1)
    words = words[last + 1 :]
    while len(words) > 1 and words[0].lower() in _LEADING:
        del words[0]
    while len(words) > 1 and words[-1].lower() in _TRAILING:
        del words[-1]
    key = " ".join(words)
    if len(words) <= _MOST_WORDS or is_known(key) or kind_of(key) is Kind.CONFIG:
        return key
    meaningful = (start for start in range(1, len(words)) if not is_filler(words[start]))
    suffixes = (" ".join(words[start:]) for start in meaningful)
    return next((suffix for suffix in suffixes if is_known(suffix)), key)


def _part_of(number: Number, text: str) -> tuple[tuple[int, int] | None, bool, int]:
    """Return the span of the total, whether the value is a percentage, and the end: of `9012/10000 (90%)`, 90.12 %."""
    ratio = _RATIO.match(text, number.end) if text[number.end : number.end + 1] in {" ", "/"} else None
    if not ratio or not (ratio["percent"] or "/" in ratio[0]):
        return None, number.unit == "%", number.end
    return ratio.span("total"), bool(ratio["percent"]), ratio.end()
