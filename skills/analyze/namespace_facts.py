"""What of a module can matter for the namespace that a command line is parsed into, gone through once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.repo import Place
from skills.analyze.declared import MISSING
from skills.analyze.literals import literal
from skills.analyze.module import Function, Module, Where, per_module

_MOST_PARTS = 400
"""Nodes of one statement that are looked at."""

Functions = dict[str, list[tuple[Function, bool]]]
"""Functions by name, classes by theirs for `__init__`; and whether each is a method."""


@dataclass(frozen=True)
class Facts:
    """What of a module can matter for any namespace."""

    movers: tuple[tuple[Where, ast.AST, frozenset[str]], ...]
    """Assignments, returns, imports and calls, with the names that stand in each."""
    attributes: dict[str, list[tuple[Where, ast.expr]]]
    """Every attribute that is read, with what it is read of."""
    words: frozenset[str]
    """Names, keywords and texts outside the declarations of params."""
    functions: Functions
    overwriting: tuple[tuple[Where, ast.Attribute, Place, str], ...]


@per_module
def facts_of(module: Module) -> Facts:
    """Return what of a module can matter."""
    declaring = {id(node) for call in module.calls if _declares(call.written) for node in ast.walk(call.node)}
    movers: list[tuple[Where, ast.AST, frozenset[str]]] = []
    attributes: dict[str, list[tuple[Where, ast.expr]]] = {}
    said: set[str] = set()
    functions: Functions = {}
    for where, node in module.placed:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            attributes.setdefault(node.attr, []).append((where, node.value))
        elif isinstance(node, ast.Name | ast.Constant | ast.keyword | ast.arg):
            if id(node) not in declaring:
                said |= _word(node)
        elif isinstance(node, Function):
            name = where.cls.name if where.cls is not None and node.name == "__init__" else node.name
            functions.setdefault(name, []).append((node, where.cls is not None))
        if _moves(node):
            movers.append((where, node, _names_in(node)))
    return Facts(tuple(movers), attributes, frozenset(said), functions, tuple(_overwriting(module)))


def _word(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) and len(node.value) < 80 else set()
    word = node.id if isinstance(node, ast.Name) else getattr(node, "arg", None)
    return {word} if word else set()


def _names_in(node: ast.AST) -> frozenset[str]:
    """Return the names that a statement or a call moves around, its own nested calls left to themselves."""
    if isinstance(node, ast.ImportFrom):
        return frozenset({"*", *(alias.name for alias in node.names)})
    found: set[str] = set()
    queue: list[ast.AST] = [node]
    for inner in queue:
        if isinstance(inner, ast.Name):
            found.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            found.add(inner.attr)
        queue += ast.iter_child_nodes(inner) if len(queue) < _MOST_PARTS else ()
    return frozenset(found)


def _moves(node: ast.AST) -> bool:
    """Whether a node can carry a namespace from one name to another."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.Return):
        return isinstance(node.value, ast.Name | ast.Attribute | ast.Call | ast.Tuple | ast.Subscript)
    if isinstance(node, ast.Call):
        carried = (ast.Name, ast.Attribute, ast.Call, ast.Tuple, ast.List, ast.Dict, ast.Starred, ast.JoinedStr)
        return any(isinstance(value, carried) for value in (*node.args, *(word.value for word in node.keywords)))
    return isinstance(node, ast.ImportFrom)


def _declares(name: str) -> bool:
    return name.rpartition(".")[2] in {"add_argument", "add_option", "set_defaults"} or ".DEFINE_" in f".{name}"


def _overwriting(module: Module) -> Iterator[tuple[Where, ast.Attribute, Place, str]]:
    """Yield the attributes that get a literal outside any condition, before anything reads them."""
    bodies: list[tuple[Where, list[ast.stmt]]] = [(Where(module), list(module.tree.body))]
    if module.main_guard:
        bodies.append((Where(module), module.main_guard.body))
    bodies += [
        (Where(module, node, where.cls), node.body) for where, node in module.placed if isinstance(node, Function)
    ]
    for where, body in bodies:
        seen: set[str] = set()
        for statement in body:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if isinstance(statement, ast.Assign) and isinstance(target, ast.Attribute) and target.attr not in seen:
                value = literal(statement.value)
                if value is not MISSING:
                    yield where, target, module.place(statement), repr(value)[:60]
            seen |= {node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
