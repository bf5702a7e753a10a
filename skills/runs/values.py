"""Make the value a user said into one the param takes, or say why it does not fit."""

import math
from typing import Any

from pydantic import JsonValue

from contracts.errors import BadRequest
from contracts.repo import Param

_TRUE = {"true", "yes", "on", "1", "y", "t"}
_FALSE = {"false", "no", "off", "0", "n", "f"}


def fit(param: Param, value: Any) -> JsonValue:
    """Return the value in the param's own type.

    Raises:
        BadRequest: Type or choices do not fit; the message names the param, what it takes and where that is said.
    """
    if param.nargs in ("+", "*") or isinstance(param.nargs, int):
        words = value.replace(",", " ").split() if isinstance(value, str) else [value]
        return [_one(param, word) for word in words]
    return _one(param, value)


def _one(param: Param, value: Any) -> JsonValue:
    fitted = _typed(param, value)
    if param.choices is not None and not any(_same(fitted, choice) for choice in param.choices):
        taken = ", ".join(repr(choice) for choice in param.choices)
        raise BadRequest(
            f"{_name(param)} does not take {value!r}. It takes one of {taken} ({param.proof}). Say one of these."
        )
    return fitted


def _typed(param: Param, value: Any) -> JsonValue:
    kind = param.type or _type_of_default(param)
    text = str(value).strip()
    if kind == "bool" or param.action in ("store_true", "store_false", "boolean_optional"):
        return _truth(param, value, text)
    if kind == "int":
        return _integer(param, value, text)
    if kind == "float":
        return _number(param, value, text)
    return text if isinstance(value, str) or kind in ("str", "path") else value


def _type_of_default(param: Param) -> str | None:
    default = param.default
    if isinstance(default, bool):
        return "bool"
    if isinstance(default, int | float) and param.binding in ("constant", "env"):
        return "float" if isinstance(default, float) else "int"
    return None


def _truth(param: Param, value: Any, text: str) -> bool:
    if isinstance(value, bool):
        return value
    if text.lower() in _TRUE or text.lower() in _FALSE:
        return text.lower() in _TRUE
    raise BadRequest(f"{_name(param)} is a switch and does not take {value!r} ({param.proof}). Say `true` or `false`.")


def _integer(param: Param, value: Any, text: str) -> int:
    try:
        number = float(text.replace(",", "").replace("_", ""))
        if not isinstance(value, bool) and number == int(number):
            return int(number)
    except (ValueError, OverflowError):
        pass
    raise BadRequest(f"{_name(param)} takes a whole number, not {value!r} ({param.proof}). Say one, such as `10`.")


def _number(param: Param, value: Any, text: str) -> float:
    try:
        number = float(text.replace("_", ""))
    except ValueError:
        number = math.nan
    if isinstance(value, bool) or (math.isnan(number) and text.lower() != "nan"):
        raise BadRequest(f"{_name(param)} takes a number, not {value!r} ({param.proof}). Say one, such as `0.001`.")
    return number


def _same(value: JsonValue, choice: JsonValue) -> bool:
    return value == choice or str(value) == str(choice)


def _name(param: Param) -> str:
    return f"`{param.flag or param.name}`"
