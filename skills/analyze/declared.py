"""A param as a program declares it, while it is being read; what every reader of command lines produces."""

import ast
import math
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import JsonValue

from contracts.names import Binding
from contracts.repo import Action, Param, ParamType, Place
from skills.analyze.plain import HELP, LINE, plain
from skills.analyze.roles import role_of
from skills.analyze.values import External, FunctionValue, Unknown, Value, is_plain

Syntax = Literal["flag", "equals", "assign", "pair"]
_MOST_ITEMS = 200


class Missing:
    """There is no default."""


MISSING = Missing()

_TYPES: dict[str, ParamType] = {
    "int": "int",
    "float": "float",
    "str": "str",
    "str.lower": "str",
    "str.upper": "str",
    "str.strip": "str",
    "bool": "bool",
    "complex": "str",
    "pathlib.Path": "path",
    "pathlib.PurePath": "path",
    "pathlib.PosixPath": "path",
    "os.path.abspath": "path",
    "os.path.expanduser": "path",
    "argparse.FileType": "path",
    "json.loads": "json",
    "ast.literal_eval": "json",
    "eval": "json",
    "yaml.safe_load": "json",
}


@dataclass
class Declared:
    """One param on its way into the contract."""

    name: str
    place: Place
    flags: tuple[str, ...] = ()
    type: ParamType | None = None
    default: Value = MISSING
    default_source: ast.expr | None = None
    choices: tuple[JsonValue, ...] | None = None
    nargs: str | int | None = None
    required: bool = False
    action: Action = "store"
    help: str | None = None
    binding: Binding = "cli"
    overridable: bool = True
    positional: bool = False
    syntax: Syntax = "flag"
    lead_in: str | None = None
    notes: list[str] = field(default_factory=list)

    def copy(self) -> "Declared":
        """Return one of its own, for a parser that inherits it."""
        return replace(self, notes=list(self.notes))

    def param(self) -> Param:
        """Return the contract's form of it."""
        has_default, default, expression = self._default()
        return Param(
            name=plain(self.name, 80),
            flags=tuple(plain(flag, 80) for flag in ordered(self.flags)),
            type=self.type,
            default=default,
            has_default=has_default,
            default_expression=expression,
            choices=self.choices,
            nargs=self.nargs,
            required=self.required,
            action=self.action,
            help=plain(self.help, HELP) if self.help else None,
            role=role_of(self.name, self.flags, self.help, self.type, action=self.action, choices=self.choices),
            binding=self.binding,
            overridable=self.overridable,
            positional=self.positional,
            syntax=self.syntax,
            lead_in=self.lead_in,
            note=" ".join(self.notes) or None,
            proof=self.place,
        )

    def _default(self) -> tuple[bool, JsonValue, str | None]:
        if isinstance(self.default, Missing):
            return False, None, None
        if is_plain(self.default):
            return True, json_value(self.default), None
        source = self.default.source if isinstance(self.default, Unknown) else None
        node = self.default_source if source is None or isinstance(self.default_source, ast.Call) else source
        return True, None, expression_text(node) if node is not None else None


def ordered(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Return flags with the first long one first."""
    longs = [flag for flag in flags if flag.startswith("--")]
    return tuple(dict.fromkeys((*longs[:1], *flags)))


def expression_text(node: ast.expr) -> str:
    """Return the source text of an expression, on one line."""
    try:
        return plain(ast.unparse(node), LINE)
    except (RecursionError, ValueError):
        return "…"


def json_value(value: Value) -> JsonValue:
    """Return plain data as JSON data, bounded."""
    if isinstance(value, str):
        return plain(value, HELP)
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(item) for item in list(value)[:_MOST_ITEMS]]
    if isinstance(value, dict):
        return {plain(str(key)): json_value(item) for key, item in list(value.items())[:_MOST_ITEMS]}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, int | float | bool) else None


def json_choices(value: Value) -> tuple[JsonValue, ...] | None:
    """Return the choices of a param; None where they cannot be known."""
    if isinstance(value, dict):
        value = list(value)
    if not isinstance(value, list | tuple) or not is_plain(value):
        return None
    return tuple(json_value(item) for item in value)[:_MOST_ITEMS]


def type_of(converter: Value, source: ast.expr | None) -> tuple[ParamType | None, str | None]:
    """Return the type that a converter makes of a text, and what somebody should know about it.

    Args:
        converter: What `type=` is.
        source: Its expression.
    """
    if isinstance(converter, External):
        if converter.name == "bool":
            return "bool", "`type=bool` takes every value but the empty one as true, `False` too."
        return _TYPES.get(converter.name), None
    if isinstance(converter, FunctionValue):
        return _type_of_function(converter), None
    if source is not None and isinstance(source, ast.Call):
        called = ast.unparse(source.func)
        return ("path" if called.endswith("FileType") else None), None
    name = ast.unparse(source).lower() if source is not None else ""
    return ("bool" if "bool" in name else None), None


def type_of_default(value: Value) -> ParamType | None:
    """Return the type of a literal default."""
    for kind, name in ((bool, "bool"), (int, "int"), (float, "float"), (str, "str")):
        if isinstance(value, kind):
            return name  # type: ignore[return-value]
    return "json" if isinstance(value, list | tuple | dict) else None


def _type_of_function(function: FunctionValue) -> ParamType | None:
    name = function.name.lower()
    if "bool" in name:
        return "bool"
    words = {str(node.value).lower() for node in ast.walk(function.node) if isinstance(node, ast.Constant)}
    if words & {"true", "yes"}:
        return "bool"
    returned = _returned_call(function.node)
    if returned in {"int", "float", "str"}:
        return _TYPES[returned]
    for kind in ("float", "int"):
        if kind in name.split("_") or name.endswith(kind):
            return _TYPES[kind]
    return "path" if "path" in name or "file" in name or "dir" in name.split("_") else None


def _returned_call(node: ast.AST) -> str | None:
    if isinstance(node, ast.Lambda):
        results: list[ast.expr | None] = [node.body]
    else:
        results = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
    names = {result.func.id for result in results if isinstance(result, ast.Call) and isinstance(result.func, ast.Name)}
    return names.pop() if len(names) == 1 else None
