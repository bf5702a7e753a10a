"""The numbers that programs print: `81.2%`, `1,234.5`, `nan`, `tensor(0.3, device='cuda:0')`, `[20.]`, `9012/10000`."""

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_DIGITS = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d*)?"
_EXPONENT = r"(?:[eE][-+]?\d+)?"
_REAL = rf"(?:{_DIGITS}|\.\d+){_EXPONENT}"
_SPECIAL = r"(?:[nN]a[nN]|NAN|[iI]nf(?:inity)?|INF)"
_JUNK = (
    r"\d{3}[-/]\d{1,2}[-/]\d{1,2}(?:[T_ ]\d{1,2}[:_-]\d{2}\S*)?|\d?[-/]\d{1,2}[-/]\d{4}"
    r"|\d*:\d\d(?::\d\d)*(?:[.,]\d+)?(?!\w)|\d*(?:\.\d+){2,}\S*|(?<=0)[xX][0-9a-fA-F]+"
)
_NUMBER = re.compile(  # opens with a set of letters, so that the engine leaps from one to the next
    rf"[\d.nNiI](?:(?<=\d)(?:(?P<junk>{_JUNK})"
    rf"|(?:(?<=[1-9])\d{{0,2}}(?:,\d{{3}})+(?!,?\d)|\d*)(?:\.\d*)?{_EXPONENT})"
    rf"|(?<=\.)\d+{_EXPONENT}|(?<=[nN])(?:a[nN]|AN)|(?<=[iI])(?:nf(?:inity)?|NF))"
    r"(?P<unit>\s?%|(?<=[\d.])[A-Za-zµμ]+(?:/[A-Za-z]+)?)?"
    r"(?!\w)(?!\.\w)(?!,\d)(?!-\d)"
)
_CLOSING = re.compile(r"\s*\]")
_NEXT_ITEM = re.compile(r"\s*,\s*[-+]?\.?\d")
_RANGE = re.compile(r"(?:[:-]\.?\d[\d.]*)+")
_PATH = re.compile(r"(?<![\w.])(?:[A-Za-z][\w+]*://|[A-Za-z]:\\|~?/(?=[A-Za-z_.~])|\.\.?/)[^\s,;|\])}\"'<>]*[\w/]")
_WRAPPERS = ("ensor(", "rray(", "np.", "numpy.", "torch.", "float(", "Variable(", "Decimal(")
_WRAPPED = re.compile(
    r"(?<![\w.])(?:tensor|array|Array|DeviceArray|Tensor|Variable|Decimal|float|"
    r"(?:np|numpy|jnp|jax\.numpy|torch|cp|tf)\.(?:[a-z]+\d*|Tensor))\(\s*\[*\s*"
    rf"(?P<number>[-+]?(?:{_REAL}|{_SPECIAL}))\s*\]*\s*(?:,\s*[a-z_][^()]*(?:\([^()]*\)[^()]*)*)?\)"
)


class Number(NamedTuple):
    """A number as it stands in a line."""

    start: int
    """With its sign and the brackets around it."""
    end: int
    """With its unit."""
    text: str
    unit: str
    """`%`, `ms`, `GB`; empty where none is attached."""
    list_end: str
    """The bracket that ends the list in which it stands first; empty where it stands alone."""


def plain_values(text: str) -> str:
    """Return a line of the same length in which `tensor(0.3, device='cuda:0')` is `0.3` and paths are blotted out."""
    if "(" in text and any(hint in text for hint in _WRAPPERS):
        text = _WRAPPED.sub(_unwrapped, text)
    if "/" in text or "\\" in text:
        text = _PATH.sub(blot, text)
    return text


def blot(found: re.Match[str]) -> str:
    """Return a mark of the same length as what was found, which is neither a name nor a number."""
    return "…" + " " * (len(found[0]) - 1)


def _unwrapped(found: re.Match[str]) -> str:
    before = found.start("number") - found.start()
    return " " * before + found["number"] + " " * (len(found[0]) - before - len(found["number"]))


def numbers_in(text: str) -> Iterator[Number]:
    """Yield the numbers of a line of `plain_values`.

    Not among them: parts of words and of names such as `mAP@0.5:0.95`, versions, dates, times, items of lists without
    spaces.
    """
    taken = 0
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        before = text[start - 1] if start else " "
        if found["junk"] or start < taken or before.isalnum() or before in "_.\\":
            continue
        if before in "-+−":
            start -= 1
            before = text[start - 1] if start else " "
            if before.isalnum() or before in "_.@":
                continue
        if before == "@" or text[start - 2 : start] == "@[":
            rest = _RANGE.match(text, end)
            taken = rest.end() if rest else end
            continue
        unit = found["unit"] or ""
        number = text[start : end - len(unit)]
        opened = text[:start].rstrip(" ")[-1:]
        following = _CLOSING.match(text, end)
        closed = opened == "[" and following is not None
        list_end = "]" if opened == "[" and not closed else ")" if opened == "(" and _NEXT_ITEM.match(text, end) else ""
        yield Number(start, following.end() if closed and following else end, number, unit.strip(), list_end)


_QUOTED = re.compile(rf"\s*[-+−]?(?:{_REAL}|{_SPECIAL})\s*%?\s*")
_EPOCH_SECONDS = (1e9, 4e9)


def to_float(text: str) -> float:
    """Return the value of a number as printed, thousands separators removed."""
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
