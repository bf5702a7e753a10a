"""Command lines that a program reads by itself: constants set by `--name=value`, trees of settings, `sys.argv`."""

import ast
import re
from collections.abc import Iterator, Sequence

from contracts.repo import ParamType
from skills.analyze.config_trees import flattened
from skills.analyze.declared import Declared, Syntax
from skills.analyze.module import Module, called_name
from skills.analyze.values import Call, FunctionValue, Value, is_plain

_CONVERTERS: dict[str, ParamType] = {"int": "int", "float": "float", "str": "str", "Path": "path", "bool": "bool"}


def overrides_constants(module: Module, others: Sequence[Module]) -> Module | None:
    """Return the module that writes the command line's values over a program's constants; None where none does.

    It is the program itself, or a file that it runs by `exec(open(…).read())`.
    """
    for candidate in (module, *_executed(module, others)):
        reads = "sys.argv" in candidate.text or "argv" in candidate.bound_names
        if reads and any(_writes_globals(node) for node in candidate.nodes):
            return candidate
    return None


def _executed(module: Module, others: Sequence[Module]) -> Iterator[Module]:
    for node in module.nodes:
        if isinstance(node, ast.Call) and called_name(node) == "exec":
            texts = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant)]
            for text in texts:
                for other in others:
                    if isinstance(text, str) and text.endswith(".py") and other.path.endswith(text.lstrip("./")):
                        yield other


def _writes_globals(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Call):
                return called_name(target.value) == "globals"
    return isinstance(node, ast.Call) and called_name(node) == ".update" and "globals()" in ast.unparse(node.func)


def as_overrides(constants: Sequence[Declared]) -> list[Declared]:
    """Return constants as the flags that override them."""
    result = []
    for constant in constants:
        declared = constant.copy()
        declared.binding, declared.overridable = "cli", True
        declared.flags, declared.syntax = (f"--{constant.name}",), "equals"
        result.append(declared)
    return result


def merged_settings(settings: Value, call: Call, method: FunctionValue | None) -> list[Declared]:
    """Return a tree of settings as params, written as the method that merges them wants.

    Args:
        settings: The tree.
        call: Where it takes the command line's values.
        method: The repository's own method: its source says how values are written. A library's takes pairs.
    """
    syntax, dashes = _written(method)
    result = list(flattened(settings, call.place))
    for declared in result:
        declared.flags, declared.syntax = (f"{dashes}{declared.name}",), syntax
    return result


def _written(function: FunctionValue | None) -> tuple[Syntax, str]:
    texts = (
        {
            node.value
            for node in ast.walk(function.node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if function
        else set()
    )
    if "=" in texts:
        return ("equals", "--") if any(text.startswith("--") for text in texts) else ("assign", "")
    return "pair", ""


# sys.argv


def argv_params(module: Module) -> list[Declared]:
    """Return what a program takes by position from `sys.argv`, in order."""
    found: dict[int, Declared] = {}
    parents = {id(child): node for node in module.nodes for child in ast.iter_child_nodes(node)}
    for node in module.nodes:
        index = _argv_index(node)
        if index is None or index in found or index > 20:
            continue
        name, converter = _named(node, parents)
        declared = Declared(name=name or f"argument_{index}", place=module.place(node), positional=True)
        declared.type = converter or "str"
        declared.required = not _is_guarded(node, parents)
        default = _other_branch(node, parents)
        if default is not None:
            declared.default, declared.default_source = default
        found[index] = declared
    found |= _unpacked(module)
    return [found[index] for index in sorted(found)]


def _argv_index(node: ast.AST) -> int | None:
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return None
    if ast.unparse(node.value) not in {"sys.argv", "argv"} or not isinstance(node.slice, ast.Constant):
        return None
    index = node.slice.value
    return index if isinstance(index, int) and index > 0 else None


def _named(node: ast.AST, parents: dict[int, ast.AST]) -> tuple[str | None, ParamType | None]:
    converter: ParamType | None = None
    current = parents.get(id(node))
    for _ in range(4):
        if isinstance(current, ast.Call):
            converter = converter or _CONVERTERS.get((called_name(current) or "").rpartition(".")[2])
        elif isinstance(current, ast.Assign) and len(current.targets) == 1:
            target = current.targets[0]
            return (
                ast.unparse(target).rpartition(".")[2] if isinstance(target, ast.Name | ast.Attribute) else None
            ), converter
        elif not isinstance(current, ast.IfExp | ast.BoolOp | ast.keyword):
            break
        current = parents.get(id(current))
    return None, converter


def _is_guarded(node: ast.AST, parents: dict[int, ast.AST]) -> bool:
    current = parents.get(id(node))
    while current is not None:
        if isinstance(current, ast.If | ast.IfExp) and re.search(r"len\((sys\.)?argv\)", ast.unparse(current.test)):
            return not _is_usage(current)
        if isinstance(current, ast.Try):
            return True
        current = parents.get(id(current))
    return False


def _is_usage(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and any(isinstance(item, ast.Raise) for item in node.body)


def _other_branch(node: ast.AST, parents: dict[int, ast.AST]) -> tuple[Value, ast.expr] | None:
    current = parents.get(id(node))
    while isinstance(current, ast.Call):
        current = parents.get(id(current))
    if not isinstance(current, ast.IfExp):
        return None
    other = current.orelse
    return (other.value, other) if isinstance(other, ast.Constant) and is_plain(other.value) else None


def _unpacked(module: Module) -> dict[int, Declared]:
    found: dict[int, Declared] = {}
    for node in module.nodes:
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple)):
            continue
        value = ast.unparse(node.value)
        first = {"sys.argv": 0, "argv": 0, "sys.argv[1:]": 1, "argv[1:]": 1}.get(value)
        for index, target in enumerate(node.targets[0].elts, first or 0):
            if first is not None and index > 0 and isinstance(target, ast.Name):
                declared = Declared(
                    name=target.id, place=module.place(node), positional=True, required=True, type="str"
                )
                found[index] = declared
    return found
