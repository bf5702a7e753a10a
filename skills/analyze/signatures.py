"""What a function takes, as libraries that make command lines of signatures see it."""

import ast
import re
from collections.abc import Callable

from skills.analyze.annotations import read_annotation
from skills.analyze.declared import MISSING, Declared, Missing, type_of_default
from skills.analyze.values import ClassValue, FunctionValue, Machine, Value

_GOOGLE = re.compile(r"^\s{2,}\*{0,2}(\w+)(?:\s*\([^)]*\))?:\s+(.+)$")
_SPHINX = re.compile(r"^\s*:param (?:[\w\[\], .|]+ )?(\w+):\s*(.+)$")


def callable_params(
    target: FunctionValue | ClassValue, machine: Machine, style: Callable[[Declared], None]
) -> list[Declared]:
    """Return the params of a function, or of a class's `__init__`, in order.

    Args:
        target: The function or class.
        machine: Knows what its defaults and annotations are.
        style: Gives each its flags, as the library would.
    """
    function = target.find("__init__") if isinstance(target, ClassValue) else target
    if not isinstance(function, FunctionValue):
        return []
    arguments = function.node.args
    named = [*arguments.posonlyargs, *arguments.args]
    names = [argument.arg for argument in named]
    defaults: dict[str, ast.expr | None] = dict(zip(reversed(names), reversed(arguments.defaults), strict=False))
    defaults |= {
        argument.arg: default for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    }
    helps = documented_arguments(_docstring(function, target))
    skipped = {"self", "cls"} if isinstance(target, ClassValue) or function.owner else set()
    result: list[Declared] = []
    for argument in (*named, *arguments.kwonlyargs):
        if argument.arg in skipped:
            continue
        declared = _declared(argument, defaults.get(argument.arg), function, machine)
        declared.help = helps.get(argument.arg)
        style(declared)
        result.append(declared)
    return result


def _declared(argument: ast.arg, default: ast.expr | None, function: FunctionValue, machine: Machine) -> Declared:
    annotation = read_annotation(argument.annotation, function.scope, machine)
    value: Value = MISSING if default is None else machine.value_of(default, function.scope)
    declared = Declared(name=argument.arg, place=function.scope.module.place(argument))
    declared.default, declared.default_source = value, default
    declared.type = annotation.type or (None if isinstance(value, Missing) else type_of_default(value))
    declared.choices = annotation.choices
    declared.required = isinstance(value, Missing)
    if annotation.is_list:
        declared.nargs = annotation.nargs or "*"
    return declared


def _docstring(function: FunctionValue, target: FunctionValue | ClassValue) -> str:
    texts = [
        ast.get_docstring(node, clean=False) or ""
        for node in (function.node, target.node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    return "\n".join(texts)


def documented_arguments(text: str) -> dict[str, str]:
    """Return what a docstring says about each argument, in Google's form or Sphinx's."""
    found: dict[str, str] = {}
    for line in text.splitlines()[:400]:
        match = _SPHINX.match(line) or _GOOGLE.match(line)
        if match:
            found.setdefault(match[1], match[2].strip())
    return found
