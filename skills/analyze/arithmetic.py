"""Operators and pure functions on plain data, bounded, so that no source can make reading it expensive."""

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from skills.analyze.values import UNKNOWN, Value, is_plain

LONGEST = 10_000
"""Items or characters of a computed value."""

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_TEXT_METHODS = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "split",
        "replace",
        "startswith",
        "endswith",
        "title",
        "capitalize",
        "removeprefix",
        "removesuffix",
        "isdigit",
        "partition",
        "rpartition",
        "rsplit",
        "splitlines",
        "swapcase",
    ]
)
_FIELD = re.compile(r"\{\{|\}\}|\{(\w*)(?:![rsa])?(?::[^{}\d]*\d{0,2}[^{}\d]*)?\}")
_PERCENT = re.compile(r"%(?:%|[-+ #0]*\d{0,2}(?:\.\d{1,2})?[srdifgexX])")


def bounded(value: Value) -> Value:
    """Return a value, or `UNKNOWN` where it has grown too large to keep."""
    if isinstance(value, str | list | tuple | dict | set | frozenset) and len(value) > LONGEST:
        return UNKNOWN
    if isinstance(value, int) and value.bit_length() > 4096:
        return UNKNOWN
    return value


def binary(kind: ast.operator, left: Value, right: Value) -> Value:
    """Return `left kind right`; `UNKNOWN` where it is not plain or has no result."""
    if isinstance(left, list | tuple) and isinstance(right, list | tuple) and isinstance(kind, ast.Add):
        return bounded(type(left)([*left, *right])) if type(left) is type(right) else UNKNOWN
    if not (is_plain(left) and is_plain(right)):
        return UNKNOWN
    if isinstance(kind, ast.Div) and isinstance(left, str) and isinstance(right, str):
        return joined(left, right)  # pathlib's slash: paths are kept as text
    if isinstance(kind, ast.Pow):
        return _power(left, right)
    if isinstance(kind, ast.Mod) and isinstance(left, str):
        return percent(left, right)
    if isinstance(kind, ast.Mult) and _product_length(left, right) > LONGEST:
        return UNKNOWN
    function = _BINARY.get(type(kind))
    try:
        return UNKNOWN if function is None else bounded(function(left, right))
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN


def compare(kind: ast.cmpop, left: Value, right: Value) -> Value:
    """Return whether a comparison holds; `UNKNOWN` where that cannot be known."""
    if not (is_plain(left) and is_plain(right)):
        return UNKNOWN
    try:
        return bool(_COMPARE[type(kind)](left, right))
    except TypeError:
        return UNKNOWN


def text_method(text: str, name: str, positional: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """Return what a method of a known text gives; `UNKNOWN` for one that is not followed."""
    if name == "format":
        return formatted(text, positional, keywords)
    if name == "join" and len(positional) == 1 and isinstance(positional[0], list | tuple):
        items = positional[0]
        return bounded(text.join(items)) if all(isinstance(item, str) for item in items) else UNKNOWN
    if name not in _TEXT_METHODS or not (is_plain(positional) and is_plain(keywords)):
        return UNKNOWN
    try:
        return bounded(getattr(text, name)(*positional, **keywords))
    except (TypeError, ValueError):
        return UNKNOWN


def formatted(text: str, positional: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """Return `text.format(…)` where every field is plain; widths are left out."""
    if not (is_plain(positional) and is_plain(keywords)):
        return UNKNOWN
    count = 0

    def field(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        name = found[1]
        if not name:
            count += 1
            return str(positional[count - 1])
        return str(positional[int(name)]) if name.isdigit() else str(keywords[name])

    try:
        return bounded(_FIELD.sub(field, text))
    except (IndexError, KeyError):
        return UNKNOWN


def percent(text: str, values: Value) -> Value:
    """Return `text % values` for the usual conversions."""
    if "%(" in text or _PERCENT.sub("", text).count("%"):
        return UNKNOWN
    try:
        return bounded(text % (tuple(values) if isinstance(values, tuple | list) else values))
    except (TypeError, ValueError):
        return UNKNOWN


def joined(left: str, right: str) -> str:
    """Return two parts of a path as one."""
    return right if right.startswith("/") else f"{left.rstrip('/')}/{right}" if left else right


def _power(left: Value, right: Value) -> Value:
    if not (isinstance(left, int | float) and isinstance(right, int | float)) or abs(right) > 64 or abs(left) > 1e9:
        return UNKNOWN
    try:
        result = left**right
    except ArithmeticError:
        return UNKNOWN
    return bounded(result) if isinstance(result, int | float) else UNKNOWN


def _product_length(left: Value, right: Value) -> int:
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, str | list | tuple) and isinstance(count, int):
            return len(sequence) * max(0, count)
    return 0
