"""What an expression gives, as far as the source alone says it."""

import ast
import builtins
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from skills.analyze import arithmetic
from skills.analyze.builtin_functions import BUILTINS
from skills.analyze.plain import words
from skills.analyze.values import (
    UNKNOWN,
    Bound,
    Call,
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    Machine,
    Method,
    ModuleValue,
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
MOST_ROUNDS = 64
"""Items of a known list that a loop is followed for."""
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


class Evaluator(Machine):
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

    @abstractmethod
    def member(self, module: ModuleValue, name: str) -> Value:
        """Return a name of a module, or its submodule."""

    # Names and attributes

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

    def attribute(self, value: Value, name: str) -> Value:
        """Return an attribute of any value."""
        if isinstance(value, External):
            return External(f"{value.name}.{name}")
        if isinstance(value, ModuleValue):
            return self.member(value, name)
        if isinstance(value, InstanceValue):
            return self._instance_attribute(value, name)
        if isinstance(value, ClassValue):
            return self._class_attribute(value, value, name)
        if isinstance(value, SuperValue):
            return self._super_attribute(value, name)
        if isinstance(value, Native):
            return value.attribute(name)
        if isinstance(value, FunctionValue) and name in {"__name__", "__qualname__"}:
            return value.name
        return self._plain_attribute(value, name)

    def _plain_attribute(self, value: Value, name: str) -> Value:
        if isinstance(value, str):
            return Method(lambda call: arithmetic.text_method(value, name, call.positional, call.keywords))
        if isinstance(value, list):
            return Method(lambda call: _list_method(value, name, call))
        if isinstance(value, dict):
            return Method(lambda call: _dict_method(value, name, call))
        return UNKNOWN

    def _instance_attribute(self, value: InstanceValue, name: str) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        found = self._class_attribute(value.cls, value, name)
        if found is None and value.native is not None:
            return _with_receiver(value.native.attribute(name), value)
        return UNKNOWN if found is None else found

    def _class_attribute(self, cls: ClassValue, receiver: Value, name: str) -> Value:
        if name == "__class__" and isinstance(receiver, InstanceValue):
            return receiver.cls
        if name == "__name__":
            return cls.name
        found = cls.find(name)
        if not isinstance(found, FunctionValue) or "staticmethod" in found.marks:
            return found if found is not None or receiver is not cls else UNKNOWN
        if "classmethod" in found.marks:
            return Bound(found, cls)
        if receiver is cls:
            return found
        if found.marks & {"property", "cached_property"}:
            return self.invoke(Bound(found, receiver))
        return Bound(found, receiver)

    def _super_attribute(self, value: SuperValue, name: str) -> Value:
        instance = value.instance
        cls = instance.cls if isinstance(instance, InstanceValue) else instance
        line = cls.line() if isinstance(cls, ClassValue) else []
        rest = line[line.index(value.after) + 1 :] if value.after in line else line
        for one in rest:
            if isinstance(one, ClassValue) and name in one.scope.names:
                found = one.scope.names[name]
                return Bound(found, instance) if isinstance(found, FunctionValue) else found
        native = instance.native if isinstance(instance, InstanceValue) else None
        return _with_receiver(native.attribute(name), instance) if native else UNKNOWN

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
            results.append(_identity(kind, left, right))
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
        for value in (*call.positional, *call.keywords.values()):
            if isinstance(value, FunctionValue | Bound):
                self.call_back(value)
        return UNKNOWN

    @abstractmethod
    def call_back(self, function: FunctionValue | Bound) -> None:
        """Follow a function that was handed to something outside, which may call it."""


def _with_receiver(value: Value, receiver: Value) -> Value:
    """Return a library's method so that it knows the object of the repository it is called on."""
    if not isinstance(value, Method):
        return value
    handler = value.handler
    return Method(lambda call: handler(replace(call, receiver=receiver)))


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


def _identity(kind: ast.cmpop, left: Value, right: Value) -> Value:
    known_object = FunctionValue | ClassValue | InstanceValue | Native | ModuleValue | Bound | Method
    if isinstance(kind, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) and (left is None or right is None):
        other = right if left is None else left
        if isinstance(other, known_object):
            return isinstance(kind, ast.IsNot | ast.NotEq)
    return arithmetic.compare(kind, left, right)


def _list_method(items: list[Value], name: str, call: Call) -> Value:
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


def _dict_method(items: dict[Value, Value], name: str, call: Call) -> Value:
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
