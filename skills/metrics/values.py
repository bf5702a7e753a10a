"""The numbers that programs print: `81.2%`, `1,234.5`, `nan`, `tensor(0.3, device='cuda:0')`, `[20.]`, `9012/10000`."""

import math
import re
from typing import Any

_DIGITS = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d*)?"
_REAL = rf"(?:{_DIGITS}|\.\d+)(?:[eE][-+]?\d+)?"
_SPECIAL = r"(?:[nN]a[nN]|NAN|[iI]nf(?:inity)?|INF)"
_WRAPPER = (
    r"(?:(?:tensor|array|Array|DeviceArray|Tensor|Variable|Decimal|float|mean|"
    r"(?:np|numpy|jnp|jax\.numpy|torch|cp|tf)\.(?:[a-z]+\d*|Tensor))\(\s*)"
)

_NOT_VALUES = (
    r"(?P<within>@\s?\[?\s?(?:IoU\s?=\s?)?[\d.]+(?:[:-][\d.]+)+)"
    r"|(?P<junk>(?<![\w.])(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T_ ]\d{1,2}[:_-]\d{2}\S*)?"
    r"|\d{1,2}[-/]\d{1,2}[-/]\d{4}|\d+:\d\d(?::\d\d)*(?:[.,]\d+)?(?!\w)|\d+(?:\.\d+){2,}\S*|0[xX][0-9a-fA-F]+)"
    r"|(?<![\w.])(?:[A-Za-z][\w+]*://|[A-Za-z]:\\|~?/|\.\.?/)[^\s,;|\])}\"'<>]*[\w/])"
)
NUMBER = re.compile(
    rf"{_NOT_VALUES}|(?<![\w.@\\])(?<!\w-)(?P<wrapper>{_WRAPPER})?(?P<open>\[*)(?P<number>[-+−]?(?:{_REAL}|{_SPECIAL}))"
    r"(?P<close>(?(wrapper)\s*\]*\s*(?:,\s*[a-z_][^()]*(?:\([^()]*\)[^()]*)*)?\)|(?(open)\]*)))"
    r"(?P<unit>\s?%|(?<=[\d.])[A-Za-zµμ]+(?:/[A-Za-z]+)?)?"
    r"(?!\w)(?!\.\w)(?!,\d)(?!-\d)"
)
"""A number as printed, or one of what looks like numbers: `within` a name (`mAP@0.5:0.95`), or `junk`, which is a date,
a time, a version, an address or a path."""

_QUOTED = re.compile(rf"\s*[-+−]?(?:{_REAL}|{_SPECIAL})\s*%?\s*")
_EPOCH_SECONDS = (1e9, 4e9)


def to_float(text: str) -> float:
    """Return the value of a number that `NUMBER` found, thousands separators removed."""
    return float(text.replace(",", "").replace("−", "-"))


def scalar(value: Any) -> float | None:
    """Return the number in a value of a JSON object or a Python dict; None where it holds none.

    A list of one number is that number; a string is read where all of it is a number.
    """
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _as_float(value)
    if isinstance(value, str) and len(value) < 64 and _QUOTED.fullmatch(value):
        return to_float(value.strip().rstrip("%").strip())
    return None


def is_integer(text: str) -> bool:
    """Whether a number is printed without a fraction or exponent."""
    return text.lstrip("+-−").replace(",", "").isdigit()


def unix_time(value: Any) -> float | None:
    """Return seconds since the epoch where a number can only be that."""
    number = scalar(value)
    if number is None or not math.isfinite(number):
        return None
    if _EPOCH_SECONDS[0] < number < _EPOCH_SECONDS[1]:
        return number
    return number / 1000 if _EPOCH_SECONDS[0] < number / 1000 < _EPOCH_SECONDS[1] else None


def _as_float(value: float) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


def is_number(text: str) -> bool:
    """Return whether all of a text is a number, with or without a percent sign."""
    return _QUOTED.fullmatch(text) is not None
