"""Numbers as people write them: `3e-4`, `.2`, `10,000`, `5k`, `2^-3`, `twenty five`, `a dozen`."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from mlclaw_tui.agent.rules.reading import Scalar

_PLAIN = r"[-+]?(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+(?:_\d+)*)?(?:\.\d+)?(?:e[-+]?\d+)?"
NUMBER = re.compile(rf"(?=[-+]?\.?\d){_PLAIN}(?:[km](?![a-z]))?", re.IGNORECASE)
_POWER = re.compile(r"(\d+)\^(-?\d+)")
_FRACTION = re.compile(r"(\d+)/(\d+)")

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_GROUPS = {"couple": 2, "dozen": 12}
COUNTED = frozenset({
    "epoch", "step", "iteration", "hour", "minute", "second", "day", "week", "month", "trial", "worker", "layer",
    "seed", "line", "fold", "gpu", "head",
})  # fmt: skip
"""`one` and `a` are numbers only before these."""
NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES, "dozen", "couple"})


def scalar(text: str) -> Scalar | None:
    """Return the value that a word writes: a number, true or false; None for any other word."""
    lowered = text.strip().lower()
    if lowered in ("true", "yes", "on"):
        return True
    if lowered in ("false", "no", "off"):
        return False
    return number(lowered)


@lru_cache(maxsize=1024)
def number(text: str) -> int | float | None:
    """Return the number that a word writes; None for any other word."""
    for pattern, compute in ((_POWER, _power), (_FRACTION, _quotient)):
        found = pattern.fullmatch(text)
        if found:
            return compute(int(found[1]), int(found[2]))
    if not text or len(text) > 40 or not NUMBER.fullmatch(text):
        return None
    factor = {"k": 1000, "m": 1_000_000}.get(text[-1].lower(), 1)
    digits = (text[:-1] if factor > 1 else text).replace(",", "").replace("_", "")
    try:
        return _whole(float(digits) * factor) if factor > 1 else _exact(digits)
    except ValueError:
        return None


def in_digits(words: Sequence[str]) -> list[str]:
    """Return words with every number word written in digits; `one` and `a` only before something that is counted."""
    result: list[str] = []
    position = 0
    while position < len(words):
        value, length = _spoken(words, position)
        if length:
            result.append(str(value))
            position += length
        else:
            result.append(words[position])
            position += 1
    return _with_points(result)


def _with_points(words: list[str]) -> list[str]:
    """Return words with `0 point 0 1` as 0.01."""
    result: list[str] = []
    position = 0
    while position < len(words):
        end = position + 1
        while words[position] == "point" and end < len(words) and re.fullmatch(r"\d{1,2}|one|oh", words[end]):
            end += 1
        if end == position + 1:
            result.append(words[position])
        else:
            whole = result.pop() if result and result[-1].isdigit() else "0"
            digits = "".join({"one": "1", "oh": "0"}.get(word, word) for word in words[position + 1 : end])
            result.append(f"{whole}.{digits}")
        position = end
    return result


def _spoken(words: Sequence[str], start: int) -> tuple[int, int]:
    """Return the number that is spoken at a place and how many words it takes; 0 words where there is none."""
    word = words[start]
    following = words[start + 1] if start + 1 < len(words) else ""
    if word in ("a", "an", "one", "single") and following not in _SCALES:
        if following in _GROUPS and word != "single":
            skip = 3 if words[start + 2 : start + 3] == ["of"] else 2
            return _GROUPS[following], skip
        counted = following.rstrip("s") in COUNTED and (word in ("one", "single") or following.startswith("epoch"))
        return (1, 1) if counted else (0, 0)
    if word == "half" and words[start + 1 : start + 2] == ["a"] and words[start + 2 : start + 3] == ["dozen"]:
        return 6, 3
    if word == "dozen":
        return 12, 1
    return _cardinal(words, start)


def _cardinal(words: Sequence[str], start: int) -> tuple[int, int]:
    total, group, position = 0, 0, start
    while position < len(words):
        word = words[position]
        if word in _UNITS or word in _TENS:
            if position > start and not _adds_to(words[position - 1], word):
                break
            group += _UNITS.get(word, _TENS.get(word, 0))
        elif word in _SCALES:
            group = max(group, 1) * _SCALES[word]
            if word != "hundred":
                total, group = total + group, 0
        elif not (word == "a" and position == start) and not _continues(words, position, group or total):
            break
        position += 1
    return total + group, position - start


def _adds_to(before: str, word: str) -> bool:
    """Whether a number word belongs to the one before it: `twenty five`, `hundred five`, not `three five`."""
    return before in _SCALES or before == "and" or (before in _TENS and 0 < _UNITS.get(word, 0) < 10)


def _continues(words: Sequence[str], position: int, so_far: int) -> bool:
    """Whether this is the `and` of `two hundred and six`."""
    following = words[position + 1 : position + 2]
    return (
        words[position] == "and"
        and so_far >= 100
        and so_far % 100 == 0
        and following[0:1] != []
        and (following[0] in _UNITS or following[0] in _TENS)
    )


def _exact(digits: str) -> int | float | None:
    if re.fullmatch(r"[-+]?\d+", digits):
        return int(digits)
    value = float(digits)
    return value if math.isfinite(value) else None


def _whole(value: float) -> int | float | None:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _power(base: int, exponent: int) -> int | float | None:
    if abs(exponent) > 60 or base > 1000 or (base == 0 and exponent < 0):
        return None
    value = float(base) ** exponent
    return _whole(value)


def _quotient(above: int, below: int) -> int | float | None:
    return above / below if below else None
