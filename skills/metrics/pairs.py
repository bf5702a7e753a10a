"""Names and numbers side by side in a line: `loss: 0.3`, `acc=0.9`, `val loss 0.4`, `Accuracy of the network is 93 %`."""

import re
from functools import lru_cache
from typing import NamedTuple

from contracts.lexicon import is_filler, is_known, split_of, understand
from skills.metrics.names import Kind, kind_of
from skills.metrics.values import NUMBER, is_integer, to_float

_FIRST = r"[^\W\d]"
_INSIDE = r"[^\s,;|:=\[\]{}()<>\"'：＝@]"
_WORD = rf"(?:@(?:\[?[\d.]++(?:[:-][\d.]++)*+\]?)?+|\((?:[^()\s]|\([^()]*+\))*+\)|'s\b|{_INSIDE})*+"
_KEY = rf"{_FIRST}{_WORD}(?: (?!-+ )(?:{_INSIDE}{_WORD}|\([^()]{{1,30}}\))){{0,11}}"
_EXPLICIT = re.compile(rf"(?P<key>{_KEY})\s*[\"'\])]?\s*(?::=|=>|->|[:=≈→：＝])\s*[\"'(\[$~]*\s*$")
_LISTED = re.compile(r"[\"'](?P<key>[^\"']{1,60}?)\s*[:=]?\s*[\"']\s*[,:]\s*$")
_COPULA = r"(?: (?:is|was|of|at|reached|reaches|equals|hit|=))*"
_IMPLICIT = re.compile(rf"(?P<key>{_KEY}?){_COPULA}\s+[\"'$~]*\s*$")
_SPLIT = r"train|training|val|valid|validation|test|testing|eval|evaluation|dev"
_LABEL = re.compile(
    rf"(?:^|[^\w])(?P<split>{_SPLIT})(?:[ _-](?:set|results?|data|metrics|phase|epoch|summary))?\s*(?:[\])]|:|\||[-–—>]+ )",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:\w+ )?(?:samples|images|examples|parameters|params|batches|classes|steps|epochs|iterations|workers|gpus|items|"
    r"files|tokens|sentences|rows|columns|features|points|seconds|minutes|hours|secs|sec|mins|min|bytes|trainable|"
    r"[KMGT]i?B|points|correct)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\s*(?:/|of|out of)\s*(?P<total>\d+(?:,\d{3})*)(?:\s*\(\s*[\d.]+\s?(?P<percent>%)\s*\))?")
_ON_DATA = re.compile(
    r"\s+(?:on|over|for)\s+(?:the\s+|all\s+)?(?:[\d,]+\s+)?(?P<words>(?:\w+\s+)?(?:images|set|data|dataset|samples|examples))$"
)
_LEADING = frozenset(
    "the a an with and its got has is achieved achieves reached obtained gives gave our your this".split()
)
_TRAILING = frozenset("is was of at reached equals hit be to".split())
_PARAMETER = re.compile(r"\b(?:at|for|using|threshold)\b", re.IGNORECASE)
_NAMES_A_NUMBER = re.compile(r"\s*[:=]|\s\w+\s*[:=]")
_LONGEST_GAP = 160


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


class _Gap(NamedTuple):
    key: str
    is_explicit: bool
    label: str | None


def find_pairs(text: str) -> list[Pair]:
    """Return the pairs of a line that may be metrics, in order."""
    found: list[Pair] = []
    end = 0
    label: str | None = None
    for number in NUMBER.finditer(text):
        if number["number"] is None or number.start() < end:
            if number["junk"]:
                end = max(end, number.end())
            continue
        gap = read_gap(text[max(end, number.start() - _LONGEST_GAP) : number.start()])
        label = gap.label or label
        after = text[number.end() : number.end() + 1]
        counted = after == " " and _COUNTED.match(text, number.end())
        if not gap.is_explicit and (
            counted or (is_integer(number["number"]) and _NAMES_A_NUMBER.match(text, number.end()))
        ):
            continue
        if not gap.key:
            end = number.end() if not _is_listed(text, number) else max(end, text.find("]", number.end()))
            continue
        if counted or _is_listed(text, number) or (number["unit"] or "%").strip() != "%":
            end = number.end()
            continue
        ratio = after and after in " /" and _RATIO.match(text, number.end())
        value, is_percent = to_float(number["number"]), bool(number["unit"])
        end = number.end()
        if ratio and (ratio["percent"] or "/" in ratio[0]):
            value, is_percent, end = _share(value, ratio)
        integer = not ratio and not is_percent and is_integer(number["number"])
        found.append(Pair(gap.key, value, kind_of(gap.key), gap.is_explicit, integer, is_percent, label))
    return found


@lru_cache(maxsize=16384)
def read_gap(gap: str) -> _Gap:
    """Return the name that stands before a number, given all the text since the number before it."""
    explicit = _LISTED.search(gap) or _EXPLICIT.search(gap)
    found = explicit or _IMPLICIT.search(gap)
    if not found:
        return _Gap("", False, label_of(gap))
    on_data = _ON_DATA.search(found["key"])
    key = _shortened(found["key"])
    if not explicit and _PARAMETER.search(found["key"]):
        key = ""
    if not explicit and kind_of(key) not in {Kind.METRIC, Kind.WEAK, Kind.SCHEDULE}:
        key = ""
    label = label_of(gap[: found.start()] if key else gap)
    return _Gap(key, bool(explicit), label or (understand(on_data["words"]).split if on_data else None))


def label_of(text: str) -> str | None:
    """Return the split that a label in a text names last: `Val:`, `[test]`, `Validation Results -`."""
    labels = [found["split"] for found in _LABEL.finditer(text + " ")]
    return split_of(labels[-1]) if labels else None


def _shortened(key: str) -> str:
    """Return a name without the prose around it: of `Training done with final accuracy`, the last two words."""
    key = _ON_DATA.sub("", key).strip(" -–—*#>.")
    words = key.split(" ")
    while len(words) > 1 and words[0].lower() in _LEADING:
        del words[0]
    while len(words) > 1 and words[-1].lower() in _TRAILING:
        del words[-1]
    key = " ".join(words)
    if len(words) <= 2 or is_known(key) or kind_of(key) is Kind.CONFIG:
        return key
    meaningful = (start for start in range(1, len(words)) if not is_filler(words[start]))
    suffixes = (" ".join(words[start:]) for start in meaningful)
    return next((suffix for suffix in suffixes if is_known(suffix)), key)


def _is_listed(text: str, number: re.Match[str]) -> bool:
    """Whether a number stands in a list of several."""
    return bool(number["open"]) and not number["wrapper"] and not number["close"]


def _share(value: float, ratio: re.Match[str]) -> tuple[float, bool, int]:
    total = to_float(ratio["total"])
    if not total:
        return value, False, ratio.end()
    return (100 * value / total, True, ratio.end()) if ratio["percent"] else (value / total, False, ratio.end())
