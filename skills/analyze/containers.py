"""Truth, comparison and iteration of values that are partly known; lists and dicts that a program fills."""

import ast

from skills.analyze import arithmetic
from skills.analyze.values import (
    UNKNOWN,
    Bound,
    Call,
    ClassValue,
    FunctionValue,
    InstanceValue,
    Method,
    ModuleValue,
    Native,
    Value,
    is_plain,
)

MOST_ROUNDS = 64
"""Items of a known list that a loop is followed for."""


def truth(value: Value) -> bool | None:
    """Return whether a value is true; None where that cannot be known."""
    if is_plain(value):
        return bool(value)
    if isinstance(value, list | tuple | dict):
        return bool(value)
    if isinstance(value, FunctionValue | ClassValue | ModuleValue | InstanceValue | Native | Bound | Method):
        return True
    return None


def iterated(value: Value) -> list[Value] | None:
    """Return the items of a known container, as far as a loop is followed; None where they cannot be known."""
    if isinstance(value, dict | list | tuple | str):
        return list(value)[:MOST_ROUNDS]
    return None


def compared(kind: ast.cmpop, left: Value, right: Value) -> Value:
    """Return whether a comparison holds; an object is known not to be None."""
    known_object = FunctionValue | ClassValue | InstanceValue | Native | ModuleValue | Bound | Method
    if isinstance(kind, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) and (left is None or right is None):
        other = right if left is None else left
        if isinstance(other, known_object):
            return isinstance(kind, ast.IsNot | ast.NotEq)
    return arithmetic.compare(kind, left, right)


def list_method(items: list[Value], name: str, call: Call) -> Value:
    """Return what a method of a known list gives, changing it as the method would."""
    if name == "append" and call.positional and len(items) < arithmetic.LONGEST:
        items.append(call.positional[0])
        return None
    if name == "extend" and call.positional and isinstance(call.positional[0], list | tuple):
        items.extend(call.positional[0][: arithmetic.LONGEST - len(items)])
        return None
    if name == "copy":
        return list(items)
    if name == "index" and is_plain(items) and is_plain(call.positional):
        return items.index(call.positional[0]) if call.positional and call.positional[0] in items else UNKNOWN
    return UNKNOWN


def dict_method(items: dict[Value, Value], name: str, call: Call) -> Value:
    """Return what a method of a known dict gives, changing it as the method would."""
    if name == "keys":
        return list(items)
    if name == "values":
        return list(items.values())
    if name == "items":
        return list(items.items())
    if name == "copy":
        return dict(items)
    if name == "update" and call.positional and isinstance(call.positional[0], dict):
        items.update(call.positional[0])
        return None
    if name in {"get", "pop", "setdefault"} and call.positional and isinstance(call.positional[0], str | int):
        key, default = call.positional[0], call.get(1, "default")
        if name == "setdefault":
            return items.setdefault(key, default)
        return items.pop(key, default) if name == "pop" else items.get(key, default)
    return UNKNOWN
