"""What an expression gives, as far as the source alone says it."""

import ast
import builtins
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from skills.analyze import arithmetic
from skills.analyze.attributes import Attributes
from skills.analyze.builtin_functions import BUILTINS
from skills.analyze.containers import compared, iterated, truth
from skills.analyze.plain import words
from skills.analyze.values import (
    UNKNOWN,
    Bound,
    Call,
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    Method,
    Native,
    Partial,
    Scope,
    SuperValue,
    Unknown,
    Value,
    is_plain,
)

MERGES = words("merge_from_args merge_from_list merge_from_cli update_from_args override_from_args")
"""Methods by which a tree of settings takes values from a command line."""
Handler = Callable[[Call], Value]


class BudgetSpent(Exception):
    """The program is too long to be followed to its end."""


@dataclass(eq=False)
class Frame:
    """A function call, or the run of a module, in progress."""

    scope: Scope
    function: FunctionValue | None = None
    receiver: Value = None
    returns: list[Value] = field(default_factory=list)
    done: bool = False
    """Whether this path has returned, raised or exited."""
    jump: str | None = None
    """`break` or `continue`, until its loop sees it."""
    outer_names: set[str] = field(default_factory=set)
    """Names declared global."""


class Evaluator(Attributes):
    """Evaluates expressions; calls of functions of the repository are followed by the subclass."""

    def __init__(self, handlers: Mapping[str, Handler], budget: int) -> None:
        self.programs = []
        self.state = {}
        self.handlers = handlers
        self.budget = budget
        self.main: object = None

    def spend(self) -> None:
        """Count one step.

        Raises:
            BudgetSpent: There is none left.
        """
        self.budget -= 1
        if self.budget < 0:
            raise BudgetSpent

    def evaluate(self, node: ast.expr | None, frame: Frame) -> Value:
        """Return what an expression gives."""
        if node is None:
            return None
        self.spend()
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        value = arithmetic.bounded(method(node, frame)) if method else UNKNOWN
        return Unknown(node) if value is UNKNOWN else value

    def value_of(self, node: ast.expr, scope: Scope) -> Value:
        return self.evaluate(node, Frame(scope))

    @abstractmethod
    def run_function(self, function: FunctionValue, receiver: Value, call: Call) -> Value:
        """Follow a call of a function of the repository."""

    @abstractmethod
    def instantiate(self, cls: ClassValue, call: Call) -> Value:
        """Follow the making of an object."""

    # Names

    def _constant(self, node: ast.Constant, _frame: Frame) -> Value:
        return node.value if is_plain(node.value) else UNKNOWN

    def _name(self, node: ast.Name, frame: Frame) -> Value:
        if frame.scope.binds(node.id):
            return frame.scope.find(node.id)
        if node.id == "__name__":
            return "__main__" if frame.scope.module is self.main else frame.scope.module.stem
        if node.id == "__doc__":
            return ast.get_docstring(frame.scope.module.tree, clean=False)
        return External(node.id) if hasattr(builtins, node.id) else UNKNOWN

    def _attribute(self, node: ast.Attribute, frame: Frame) -> Value:
        return self.attribute(self.evaluate(node.value, frame), node.attr)

    # Operators

    def _binop(self, node: ast.BinOp, frame: Frame) -> Value:
        return arithmetic.binary(node.op, self.evaluate(node.left, frame), self.evaluate(node.right, frame))

    def _unaryop(self, node: ast.UnaryOp, frame: Frame) -> Value:
        value = self.evaluate(node.operand, frame)
        if isinstance(node.op, ast.Not):
            known = truth(value)
            return UNKNOWN if known is None else not known
        if isinstance(value, int | float):
            return {ast.USub: -value, ast.UAdd: +value}.get(type(node.op), UNKNOWN)
        return UNKNOWN

    def _boolop(self, node: ast.BoolOp, frame: Frame) -> Value:
        value: Value = UNKNOWN
        for part in node.values:
            value = self.evaluate(part, frame)
            known = truth(value)
            if known is None:
                return UNKNOWN
            if known == isinstance(node.op, ast.Or):
                return value
        return value

    def _compare(self, node: ast.Compare, frame: Frame) -> Value:
        left = self.evaluate(node.left, frame)
        results = []
        for kind, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(comparator, frame)
            results.append(compared(kind, left, right))
            left = right
        if any(result is False for result in results):
            return False
        return True if all(result is True for result in results) else UNKNOWN

    def _ifexp(self, node: ast.IfExp, frame: Frame) -> Value:
        known = truth(self.evaluate(node.test, frame))
        if known is not None:
            return self.evaluate(node.body if known else node.orelse, frame)
        yes, no = self.evaluate(node.body, frame), self.evaluate(node.orelse, frame)
        if isinstance(yes, Unknown):
            return UNKNOWN if is_plain(no) else no
        return UNKNOWN if is_plain(yes) and not (is_plain(no) and yes == no) else yes

    def _namedexpr(self, node: ast.NamedExpr, frame: Frame) -> Value:
        value = self.evaluate(node.value, frame)
        frame.scope.names[node.target.id] = value
        return value

    def _await(self, node: ast.Await, frame: Frame) -> Value:
        return self.evaluate(node.value, frame)

    def _yield(self, node: ast.Yield, frame: Frame) -> Value:
        self.evaluate(node.value, frame)
        return UNKNOWN

    # Containers

    def _list(self, node: ast.List, frame: Frame) -> Value:
        items = self._items(node.elts, frame)
        return UNKNOWN if items is None else items

    def _tuple(self, node: ast.Tuple, frame: Frame) -> Value:
        items = self._items(node.elts, frame)
        return UNKNOWN if items is None else tuple(items)

    def _set(self, node: ast.Set, frame: Frame) -> Value:
        return self._list(ast.List(elts=node.elts), frame)

    def _items(self, nodes: list[ast.expr], frame: Frame) -> list[Value] | None:
        items: list[Value] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                rest = self.evaluate(node.value, frame)
                if not isinstance(rest, list | tuple):
                    return None
                items += rest
            else:
                items.append(self.evaluate(node, frame))
        return items

    def _dict(self, node: ast.Dict, frame: Frame) -> Value:
        result: dict[Value, Value] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            value = self.evaluate(value_node, frame)
            if key_node is None:
                if not isinstance(value, dict):
                    return UNKNOWN
                result.update(value)
                continue
            key = self.evaluate(key_node, frame)
            if isinstance(key, str | int | float | bool | None):
                result[key] = value
        return result

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Value:
        value = self.evaluate(node.value, frame)
        index = self.evaluate(node.slice, frame)
        if isinstance(node.slice, ast.Slice):
            ends = [self.evaluate(part, frame) for part in (node.slice.lower, node.slice.upper, node.slice.step)]
            if not isinstance(value, str | list | tuple) or not all(isinstance(end, int | None) for end in ends):
                return UNKNOWN
            return value[slice(*ends)] if ends[2] != 0 else UNKNOWN
        if isinstance(value, dict | list | tuple | str) and is_plain(index):
            try:
                return value[index]
            except (KeyError, IndexError, TypeError):
                return UNKNOWN
        return UNKNOWN

    def _joinedstr(self, node: ast.JoinedStr, frame: Frame) -> Value:
        parts: list[str] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                value = self.evaluate(part.value, frame)
                if not isinstance(value, str | int | float):
                    return UNKNOWN
                parts.append(str(value))
        return "".join(parts)

    def _lambda(self, node: ast.Lambda, frame: Frame) -> Value:
        return FunctionValue(node, frame.scope)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, frame: Frame) -> Value:
        inner = Frame(Scope(frame.scope.module, frame.scope), frame.function, frame.receiver)
        result: list[Value] = []
        complete = True
        for known in self._rounds(list(node.generators), inner):
            value = self.evaluate(node.elt, inner)
            complete = complete and known
            result.append(value)
        return result if complete else UNKNOWN

    _generatorexp = _listcomp
    _setcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp, frame: Frame) -> Value:
        inner = Frame(Scope(frame.scope.module, frame.scope), frame.function, frame.receiver)
        result: dict[Value, Value] = {}
        for known in self._rounds(list(node.generators), inner):
            key, value = self.evaluate(node.key, inner), self.evaluate(node.value, inner)
            if not known or not isinstance(key, str | int | float | bool | None):
                return UNKNOWN
            result[key] = value
        return result

    def _rounds(self, generators: list[ast.comprehension], frame: Frame) -> Iterator[bool]:
        if not generators:
            yield True
            return
        generator, *rest = generators
        items = iterated(self.evaluate(generator.iter, frame))
        for item in [UNKNOWN] if items is None else items:
            self.bind(generator.target, item, frame)
            tests = [truth(self.evaluate(test, frame)) for test in generator.ifs]
            if any(test is False for test in tests):
                continue
            for inner in self._rounds(rest, frame):
                yield inner and items is not None and None not in tests

    @abstractmethod
    def bind(self, target: ast.expr, value: Value, frame: Frame) -> None:
        """Assign to a target."""

    # Calls

    def _call(self, node: ast.Call, frame: Frame) -> Value:
        target = self.evaluate(node.func, frame)
        if target == External("super"):
            return self._super(node, frame)
        if target in (External("locals"), External("globals")):
            return UNKNOWN
        return self.dispatch(target, self._arguments(node, frame))

    def _super(self, node: ast.Call, frame: Frame) -> Value:
        function = frame.function
        if function is None or function.owner is None or frame.receiver is None:
            return UNKNOWN
        after = self.evaluate(node.args[0], frame) if node.args else function.owner
        return SuperValue(frame.receiver, after if isinstance(after, ClassValue) else function.owner)

    def _arguments(self, node: ast.Call, frame: Frame) -> Call:
        positional: list[Value] = []
        keywords: dict[str, Value] = {}
        sources: dict[int | str, ast.expr] = {}
        complete = True
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                rest = self.evaluate(argument.value, frame)
                if isinstance(rest, list | tuple):
                    positional += rest
                else:
                    complete = False
            else:
                sources[len(positional)] = argument
                positional.append(self.evaluate(argument, frame))
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, frame)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
                sources[keyword.arg] = keyword.value
            elif isinstance(value, dict):
                keywords.update({key: item for key, item in value.items() if isinstance(key, str)})
            else:
                complete = False
        return Call(self, node, frame.scope.module.place(node), tuple(positional), keywords, sources, complete)

    def dispatch(self, target: Value, call: Call) -> Value:
        """Follow a call of any value with its arguments."""
        if isinstance(target, FunctionValue):
            return self.run_function(target, None, call)
        if isinstance(target, Bound):
            if target.function.name in MERGES and isinstance(target.receiver, InstanceValue):
                self.state.setdefault("merged", []).append((target.receiver, call, target.function))
            return self.run_function(target.function, target.receiver, call)
        if isinstance(target, ClassValue):
            return self.instantiate(target, call)
        if isinstance(target, Method):
            return target.handler(call)
        if isinstance(target, Native):
            return target.call(call)
        if isinstance(target, Partial):
            return self._partial(target, call)
        if isinstance(target, InstanceValue):
            method = self.attribute(target, "__call__")
            return UNKNOWN if isinstance(method, Unknown) else self.dispatch(method, call)
        return self._outside(target, call)

    def _partial(self, target: Partial, call: Call) -> Value:
        return self.dispatch(
            target.target,
            Call(
                self,
                call.node,
                call.place,
                (*target.positional, *call.positional),
                {**target.keywords, **call.keywords},
                {key: source for key, source in call.sources.items() if isinstance(key, str)},
                call.is_complete,
            ),
        )

    def _outside(self, target: Value, call: Call) -> Value:
        if isinstance(target, External):
            handler = self.handlers.get(target.name) or BUILTINS.get(target.name)
            if handler:
                return handler(call)
        given = (*call.positional, *call.keywords.values())
        for value in given:
            if isinstance(value, FunctionValue | Bound):
                self.call_back(value)
        return next((value for value in given if isinstance(value, Native) and value.comes_back), UNKNOWN)

    @abstractmethod
    def call_back(self, function: FunctionValue | Bound) -> None:
        """Follow a function that was handed to something outside, which may call it."""
