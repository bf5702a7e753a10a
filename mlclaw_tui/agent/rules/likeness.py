"""What a request is most like, where no cue decides: naive Bayes over the words of several hundred known requests.

The counts lie in `likeness.json`; `tests/planner/test_likeness.py` makes them from the `phrasings.txt` beside it.
Requests that must not become a plan are counted as well, under `?`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mlclaw_tui.agent.rules.reading import without_numbers

COUNTS = Path(__file__).with_name("likeness.json")
NO_PLAN = "?"
_SMOOTHING = 0.15
_PRIOR = 0.3
"""How much it counts that some skills are asked for more often."""
_FEWEST_KNOWN = 0.5
"""Share of the words that must have been seen before."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The skill that a request is most like, the next one, and how much likelier the first is (natural logarithm)."""

    skill: str
    second: str
    margin: float


def features(text: str) -> set[str]:
    """Return the words and pairs of words of normalised text, placeholders by their kind."""
    words = [word for word in without_numbers(text).split() if word not in (".", "?", "!", ",", ";", ":")]
    pairs = zip(["^", *words], [*words, "$"], strict=True)
    return {*words, *(f"{first} {second}" for first, second in pairs)}


def is_familiar(word: str) -> bool:
    """Whether a word occurs in a known request that became a plan."""
    return any(skill != NO_PLAN for skill in _counts().features.get(word, {}))


def likeness(text: str) -> Likeness | None:
    """Return what a request is most like; None where too few of its words have been seen before."""
    counts = _counts()
    said = features(text)
    words = {word for word in said if " " not in word}
    known = {word for word in words if word in counts.features}
    if not words or len(known) < _FEWEST_KNOWN * len(words) or not known:
        return None
    weights = {skill: counts.weight(skill, said) for skill in counts.requests}
    first, second = sorted(weights, key=lambda skill: (-weights[skill], skill))[:2]
    return Likeness(first, second, weights[first] - weights[second])


@dataclass(frozen=True, slots=True)
class _Counts:
    requests: Mapping[str, int]
    features: Mapping[str, Mapping[str, int]]

    def weight(self, skill: str, said: Iterable[str]) -> float:
        number = self.requests[skill]
        known = (self.features[feature].get(skill, 0) for feature in sorted(said) if feature in self.features)
        prior = _PRIOR * math.log(number / sum(self.requests.values()))
        return prior + sum(math.log((count + _SMOOTHING) / (number + 2 * _SMOOTHING)) for count in known)


@cache
def _counts() -> _Counts:
    data = json.loads(COUNTS.read_text("utf-8"))
    return _Counts(data["requests"], data["features"])


def counted(requests: Iterable[tuple[str, str]]) -> str:
    """Return the text of `likeness.json` for requests in normalised text, each with its skill."""
    number: Counter[str] = Counter()
    found: dict[str, Counter[str]] = {}
    for text, skill in requests:
        number[skill] += 1
        for feature in features(text):
            found.setdefault(feature, Counter())[skill] += 1
    kept = {
        feature: dict(sorted(by.items()))
        for feature, by in sorted(found.items())
        if " " not in feature or by.total() > 1
    }
    lines = ",\n".join(f"{json.dumps(feature)}: {json.dumps(by)}" for feature, by in kept.items())
    return f'{{"requests": {json.dumps(dict(sorted(number.items())))},\n"features": {{\n{lines}\n}}}}\n'
