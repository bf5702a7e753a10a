"""What an expression may stand for while a program is followed without being run.

Plain Python data (numbers, text, None, lists, tuples, dicts with text keys) stands for itself. Everything else is one
of the classes here; what cannot be known is `UNKNOWN`.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.repo import Place
from skills.analyze.module import Module

Value = Any
"""Plain data, or one of the classes of this module."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """A value that only running the program would tell."""

    source: ast.expr | None = None
    """The expression that gives it, where it was first met."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class External:
    """Something of a module outside the repository, by its dotted name; builtins by their own name."""

    name: str


@dataclass(eq=False)
class Scope:
    """The names of a module, a function call or a class body."""

    module: Module
    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    is_class: bool = False

    def find(self, name: str) -> Value:
        """Return what a name stands for; None where nothing bound it."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if name in scope.names and (first or not scope.is_class):
                return scope.names[name]
            scope, first = scope.parent, False
        return None

    def binds(self, name: str) -> bool:
        """Whether a name is bound here or around."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.parent
        return False


@dataclass(eq=False)
class ModuleValue:
    """A module of the repository."""

    scope: Scope

    @property
    def module(self) -> Module:
        return self.scope.module


@dataclass(eq=False)
class FunctionValue:
    """A function of the repository."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    owner: ClassValue | None = None
    pending: list[Any] = field(default_factory=list)
    """What decorators laid on it before the one that makes it a command."""
    marks: set[str] = field(default_factory=set)
    """Names of its decorators: `property`, `staticmethod`, …"""

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "<lambda>")

    @property
    def place(self) -> Place:
        return self.scope.module.place(self.node)

    def argument_class(self, name: str, machine: Machine) -> ClassValue | None:
        """Return the class of the repository that annotates an argument; None for another annotation."""
        arguments = self.node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.arg == name and argument.annotation is not None:
                value = machine.value_of(argument.annotation, self.scope)
                return value if isinstance(value, ClassValue) else None
        return None


@dataclass(eq=False)
class ClassValue:
    """A class of the repository."""

    node: ast.ClassDef
    scope: Scope
    """The names of its body."""
    bases: tuple[Value, ...]
    decorators: tuple[Value, ...] = ()

    @property
    def name(self) -> str:
        return self.node.name

    def line(self) -> list[Value]:
        """Return the class and what it inherits from, nearest first; outside classes as `External`."""
        found: list[Value] = [self]
        for base in self.bases:
            found += base.line() if isinstance(base, ClassValue) else [base]
        return found

    def find(self, name: str) -> Value:
        """Return an attribute of the class or of one it inherits from; None where there is none."""
        for one in self.line():
            if isinstance(one, ClassValue) and name in one.scope.names:
                return one.scope.names[name]
        return None


class Native:
    """An object of a library whose behaviour is known here."""

    comes_back = False
    """Whether a function outside the repository that gets it is taken to give it back, as those that add flags do."""

    def attribute(self, name: str) -> Value:  # noqa: ARG002
        """Return an attribute; a `Method` for one that is called."""
        return UNKNOWN

    def assign(self, name: str, value: Value, place: Place) -> None:
        """Set an attribute."""

    def call(self, call: Call) -> Value:  # noqa: ARG002
        """Call the object itself."""
        return UNKNOWN


@dataclass(eq=False)
class InstanceValue:
    """An object of a class of the repository."""

    cls: ClassValue
    attributes: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """Where each attribute was given."""
    native: Native | None = None
    """What a base class outside the repository contributes."""


@dataclass(frozen=True, eq=False)
class Bound:
    """A function with its receiver."""

    function: FunctionValue
    receiver: Value


@dataclass(frozen=True, eq=False)
class SuperValue:
    """`super()` in a method."""

    instance: Value
    after: ClassValue


@dataclass(frozen=True, eq=False)
class Method:
    """Something known here that can be called."""

    handler: Callable[[Call], Value]


@dataclass(frozen=True, eq=False)
class Partial:
    """`functools.partial`."""

    target: Value
    positional: tuple[Value, ...]
    keywords: dict[str, Value]


class Machine(ABC):
    """What follows a program, as the libraries known here see it."""

    programs: list[Native]
    """The command lines that the program reads, in the order it reads them."""
    state: dict[str, Any]
    """What a library known here keeps for the whole program."""

    @abstractmethod
    def invoke(
        self, target: Value, positional: Sequence[Value] = (), keywords: Mapping[str, Value] | None = None
    ) -> Value:
        """Follow a call of any value."""

    @abstractmethod
    def module_at(self, path: str) -> ModuleValue | None:
        """Return the module of a path, followed; None where there is none."""

    @abstractmethod
    def text_at(self, path: str) -> str | None:
        """Return the text of a file of the repository; None where there is none."""

    @abstractmethod
    def paths_under(self, prefix: str) -> list[str]:
        """Return the files of the repository whose path begins with a text."""

    @abstractmethod
    def value_of(self, node: ast.expr, scope: Scope) -> Value:
        """Return what an expression gives where these names are known."""


@dataclass(frozen=True, eq=False)
class Call:
    """A call as it was met."""

    machine: Machine
    node: ast.AST
    place: Place
    positional: tuple[Value, ...]
    keywords: dict[str, Value]
    sources: dict[int | str, ast.expr] = field(default_factory=dict)
    """The expression of each argument, by position or keyword."""
    is_complete: bool = True
    """False where `*rest` or `**rest` could not be known."""
    receiver: Value = None
    """The object of a class of the repository whose library part is called."""

    def on(self, receiver: Value) -> Call:
        """Return the same call, made on an object of the repository."""
        return replace(self, receiver=receiver)

    def get(self, position: int, keyword: str, default: Value = None) -> Value:
        """Return an argument given by position or by keyword."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(keyword, default)

    def source(self, position: int | None, keyword: str) -> ast.expr | None:
        """Return the expression of an argument; None where it was not written at this call."""
        if position is not None and position < len(self.positional):
            return self.sources.get(position)
        return self.sources.get(keyword)


def is_plain(value: Value) -> bool:
    """Whether a value is plain data through and through."""
    if isinstance(value, list | tuple | set | frozenset):
        return all(is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    return value is None or isinstance(value, str | int | float | bool)
