"""What a type annotation says about a value on a command line."""

import ast
from dataclasses import dataclass

from pydantic import JsonValue

from contracts.repo import ParamType
from skills.analyze.declared import json_value
from skills.analyze.module import parse
from skills.analyze.values import ClassValue, External, Machine, Scope, Value

_TYPES: dict[str, ParamType] = {
    "int": "int",
    "float": "float",
    "str": "str",
    "bool": "bool",
    "Path": "path",
    "PathLike": "path",
    "FilePath": "path",
    "DirectoryPath": "path",
    "PosixPath": "path",
    "dict": "json",
    "Dict": "json",
    "PositiveInt": "int",
    "PositiveFloat": "float",
    "NonNegativeInt": "int",
    "NonNegativeFloat": "float",
}
_LISTS = {"list", "List", "tuple", "Tuple", "Sequence", "Iterable", "set", "Set"}


@dataclass(frozen=True)
class Annotation:
    """What an annotation says."""

    type: ParamType | None = None
    choices: tuple[JsonValue, ...] | None = None
    is_optional: bool = False
    is_list: bool = False
    nargs: int | None = None
    """Length of a fixed tuple."""
    extras: tuple[Value, ...] = ()
    """What stands beside the type in `Annotated[…]`."""
    name: str = ""
    """The annotation's own last name."""
    cls: ClassValue | None = None
    """The class of the repository that it names."""


def read_annotation(node: ast.expr | None, scope: Scope, machine: Machine) -> Annotation:
    """Return what an annotation says; an empty one where there is none or it is not known."""
    if node is None:
        return Annotation()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return read_annotation(_expression(node.value), scope, machine)
        except SyntaxError:
            return Annotation()
    if isinstance(node, ast.Constant) and node.value is None:
        return Annotation(is_optional=True, name="None")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([node.left, node.right], scope, machine)
    if isinstance(node, ast.Subscript):
        return _subscripted(node, scope, machine)
    value = machine.value_of(node, scope)
    name = value.name if isinstance(value, External | ClassValue) else ast.unparse(node)
    short = name.rpartition(".")[2]
    if isinstance(value, ClassValue):
        members = enum_values(value)
        return Annotation("str" if members else None, members, name=short, cls=value)
    return Annotation(_TYPES.get(short), is_list=short in _LISTS, name=short)


def _subscripted(node: ast.Subscript, scope: Scope, machine: Machine) -> Annotation:
    outer = ast.unparse(node.value).rpartition(".")[2]
    items = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    if outer == "Annotated":
        inner = read_annotation(items[0], scope, machine)
        extras = tuple(machine.value_of(item, scope) for item in items[1:])
        return _with(inner, extras=extras)
    if outer == "Optional":
        return _with(read_annotation(items[0], scope, machine), is_optional=True)
    if outer == "Union":
        return _union(items, scope, machine)
    if outer == "Literal":
        return _literal(items)
    if outer in _LISTS:
        inner = read_annotation(items[0], scope, machine)
        fixed = outer.lower() == "tuple" and not (isinstance(items[-1], ast.Constant) and items[-1].value is ...)
        return Annotation(inner.type, inner.choices, is_list=True, nargs=len(items) if fixed else None, name=outer)
    if outer in {"Final", "ClassVar", "Required"}:
        return read_annotation(items[0], scope, machine)
    return Annotation(_TYPES.get(outer), name=outer)


def _union(items: list[ast.expr], scope: Scope, machine: Machine) -> Annotation:
    parts = [read_annotation(item, scope, machine) for item in items]
    real = [part for part in parts if part.name != "None"]
    optional = any(part.is_optional for part in parts)
    if len(real) == 1:
        return _with(real[0], is_optional=optional)
    types = {part.type for part in real}
    kind: ParamType | None = "float" if types == {"int", "float"} else "path" if types == {"str", "path"} else None
    return Annotation(types.pop() if len(types) == 1 else kind, is_optional=optional)


def _literal(items: list[ast.expr]) -> Annotation:
    values = [item.value for item in items if isinstance(item, ast.Constant)]
    kinds = {type(value).__name__ for value in values if value is not None}
    kind = _TYPES.get(kinds.pop()) if len(kinds) == 1 else "str"
    return Annotation(kind, tuple(json_value(value) for value in values), name="Literal")


def _with(base: Annotation, *, is_optional: bool | None = None, extras: tuple[Value, ...] = ()) -> Annotation:
    return Annotation(
        base.type,
        base.choices,
        base.is_optional if is_optional is None else is_optional,
        base.is_list,
        base.nargs,
        extras or base.extras,
        base.name,
        base.cls,
    )


def enum_values(cls: ClassValue) -> tuple[JsonValue, ...] | None:
    """Return the values of an `Enum` of the repository; None for another class."""
    outside = [base.name.rpartition(".")[2] for base in cls.line() if isinstance(base, External)]
    if not any(name in {"Enum", "StrEnum", "IntEnum"} for name in outside):
        return None
    members = [(name, value) for name, value in cls.scope.names.items() if not name.startswith("_")]
    plain = [(name, value) for name, value in members if isinstance(value, str | int | float)]
    auto = "StrEnum" in outside
    return tuple(json_value(value) for _, value in plain) or (
        tuple(name.lower() if auto else name for name, _ in members) or None
    )


def _expression(text: str) -> ast.expr:
    statement = parse(text.strip()).body
    if len(statement) == 1 and isinstance(statement[0], ast.Expr):
        return statement[0].value
    raise SyntaxError(text)
