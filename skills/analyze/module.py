"""One Python file: its syntax tree, and what is looked up in it again and again."""

import ast
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import PurePosixPath
from typing import TypeVar
from weakref import WeakKeyDictionary

from contracts.repo import Place

Function = ast.FunctionDef | ast.AsyncFunctionDef
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Module:
    """A Python file."""

    path: str
    tree: ast.Module
    text: str
    python2: bool = False
    """Whether it is Python 2 code that was read through a translation."""

    @cached_property
    def folder(self) -> str:
        """Folder it is in, relative to the root; `.` for the root."""
        return str(PurePosixPath(self.path).parent)

    @cached_property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem

    def place(self, node: ast.AST) -> Place:
        """Return where a node of this module is."""
        return Place(path=self.path, line=max(1, getattr(node, "lineno", 1)))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, in breadth-first order."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> "tuple[FoundCall, ...]":
        """Every call whose function has a name, in no particular order."""
        return tuple(
            FoundCall(where, node, _resolved(name, self.aliases), name)
            for where, node in self.placed
            if isinstance(node, ast.Call) and (name := called_name(node))
        )

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What the names that its imports bind stand for, dotted: `np` is `numpy`."""
        found: dict[str, str] = {}
        for item in self.imports:
            if not item.level and item.bound:
                found[item.bound] = f"{item.module}.{item.name}" if item.name else item.module
        return found

    @cached_property
    def imports(self) -> "tuple[Import, ...]":
        """Every import, wherever it stands."""
        return tuple(_imports(self.nodes))

    @cached_property
    def placed(self) -> "tuple[tuple[Where, ast.AST], ...]":
        """Every node with the function and the class around it."""
        return tuple(self._walk())

    def _walk(self) -> "Iterator[tuple[Where, ast.AST]]":
        stack: list[tuple[ast.AST, Where]] = [(self.tree, Where(self))]
        while stack:
            node, where = stack.pop()
            yield where, node
            inner = where
            if isinstance(node, Function):
                inner = Where(self, node, where.cls)
            elif isinstance(node, ast.ClassDef):
                inner = Where(self, None, node)
            stack += [(child, inner) for child in ast.iter_child_nodes(node)]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines, without their ends."""
        return tuple(self.text.split("\n"))

    @cached_property
    def bound_names(self) -> frozenset[str]:
        """Every name that an import binds."""
        return frozenset(item.bound for item in self.imports if item.bound)

    @cached_property
    def main_guard(self) -> ast.If | None:
        """The `if __name__ == "__main__"` of the module."""
        for statement in self.tree.body:
            if isinstance(statement, ast.If) and _is_main_test(statement.test):
                return statement
        return None


@dataclass(frozen=True, eq=False)
class Where:
    """A place in the source where names mean something."""

    module: Module
    function: Function | None = None
    cls: ast.ClassDef | None = None


@dataclass(frozen=True, eq=False)
class FoundCall:
    """A call, and where it stands."""

    where: Where
    node: ast.Call
    name: str
    """Dotted, imports resolved: `torch.optim.SGD`."""
    written: str
    """Dotted, as it stands there: `optim.SGD`."""

    @property
    def place(self) -> Place:
        return self.where.module.place(self.node)


@dataclass(frozen=True)
class Import:
    """One import of one name."""

    module: str
    """Absolute or, for a relative one, what follows the dots."""
    name: str | None
    """The name of `from module import name`."""
    level: int
    node: ast.stmt
    bound: str | None
    """The name it binds, where that is not just the first part of the module."""


def per_module(function: Callable[[Module], T]) -> Callable[[Module], T]:
    """Return a function of a module that does its work once for each."""
    known: WeakKeyDictionary[Module, T] = WeakKeyDictionary()

    @wraps(function)
    def remembered(module: Module) -> T:
        if module not in known:
            known[module] = function(module)
        return known[module]

    return remembered


def called_name(node: ast.Call) -> str | None:
    """Return the dotted name of what is called, with an empty first part where that is computed; None without one."""
    parts: list[str] = []
    target: ast.expr = node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    if isinstance(target, ast.Name):
        parts.append(target.id)
    elif not parts:
        return None
    else:
        parts.append("")
    return ".".join(reversed(parts))


def parse(source: bytes | str) -> ast.Module:
    """Return the syntax tree of a source, its warnings unsaid.

    Raises:
        SyntaxError: It is not Python of this interpreter.
        ValueError: It has null bytes.
        RecursionError, MemoryError: It is nested too deeply.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _resolved(name: str, aliases: dict[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return f"{aliases.get(first, first)}{dot}{rest}"


def _imports(nodes: tuple[ast.AST, ...]) -> Iterator[Import]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, None, 0, node, alias.asname)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = None if alias.name == "*" else alias.name
                yield Import(node.module or "", name, node.level, node, name and (alias.asname or name))


def _is_main_test(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return any(_is_main_test(part) for part in test.values) if isinstance(test, ast.BoolOp) else False
    sides = [test.left, test.comparators[0]]
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    values = {side.value for side in sides if isinstance(side, ast.Constant)}
    return "__name__" in names and "__main__" in values
