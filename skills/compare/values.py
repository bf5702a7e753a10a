"""When two recorded values are the same, and how a value is written down."""

import json
import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic import JsonValue

from skills.compare.plain_text import plain

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_TRUTH = {"true": True, "false": False}
_NO_NUMBERS = {"nan", "inf", "-inf", "infinity", "-infinity"}
_LONGEST_NUMBER = 400
_LARGE = 1e15
"""Whole numbers below are exact as floats."""


def same_value(first: JsonValue, second: JsonValue) -> bool:
    """Tell whether two values are one: `1e-3` is `0.001`, `"64"` is `64`, `"true"` is `true`, None is only None."""
    return value_key(first) == value_key(second)


def value_key(value: JsonValue) -> str:
    """Return a text that is equal for equal values, to group runs by; numbers count to twelve digits."""
    return _key(value) if isinstance(value, list | dict) else _scalar_key(value)


@lru_cache(maxsize=65536, typed=True)
def _scalar_key(value: str | float | bool | None) -> str:
    return _key(_read(value))


def _key(value: JsonValue) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(value_key, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{key!r}:{value_key(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGE:
        return f"{float(value):.12g}"
    return repr(value)


def as_number(value: JsonValue) -> float | None:
    """Return the finite number that a value is, also where it was kept as text; None for anything else."""
    value = _read(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def show_value(value: JsonValue, most: int = 40) -> str:
    """Return a recorded value for a person, as it was recorded; text without control characters."""
    if value is None:
        return "not recorded"
    if isinstance(value, str):
        return plain(value, most) or '""'
    return plain(json.dumps(value, ensure_ascii=False), most)


def show_number(value: float | None, digits: int = 4) -> str:
    """Return a measured number with at least so many significant digits, without an exponent where that is readable."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "-∞")
    if value == int(value) and abs(value) < 1e15:
        return str(int(value)) if abs(value) >= 10 or value == 0 else f"{value:.1f}"
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    return f"{value:.{max(digits, whole)}g}"


def digits_to_tell_apart(values: Iterable[float | None]) -> int:
    """Return how many significant digits it takes for different values to look different: 4 to 9."""
    different = {value for value in values if value is not None and math.isfinite(value)}
    for digits in range(4, 9):
        if len({show_number(value, digits) for value in different}) == len(different):
            return digits
    return 9


def _read(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGE:
        return int(value)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    if text.lower() in _NO_NUMBERS:
        return float(text)
    if _NUMBER.fullmatch(text) and len(text) < _LONGEST_NUMBER:
        return int(text) if text.lstrip("+-").isdigit() else _read(float(text))
    if text[:1] in "[{" and text[-1:] in "]}" and len(text) < 10_000:
        try:
            return json.loads(text)
        except ValueError:
            return value
    return value
