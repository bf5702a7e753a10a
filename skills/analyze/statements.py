"""Follow the statements of a program: assignments, conditions, loops; both ways where a condition cannot be known."""

import ast
from collections.abc import Sequence

from skills.analyze.containers import MOST_ROUNDS, iterated, truth
from skills.analyze.expressions import Evaluator, Frame
from skills.analyze.values import (
    UNKNOWN,
    ClassValue,
    InstanceValue,
    ModuleValue,
    Native,
    Scope,
    Unknown,
    Value,
    is_plain,
)


class Statements(Evaluator):
    """Follows statements."""

    def block(self, statements: Sequence[ast.stmt], frame: Frame) -> None:
        """Follow statements until the path ends."""
        for statement in statements:
            if frame.done or frame.jump:
                return
            self.spend()
            method = getattr(self, f"_{type(statement).__name__.lower()}", None)
            if method:
                method(statement, frame)

    def _expr(self, node: ast.Expr, frame: Frame) -> None:
        self.evaluate(node.value, frame)
        if isinstance(node.value, ast.Call) and _exits(node.value):
            frame.done = True

    def _assign(self, node: ast.Assign, frame: Frame) -> None:
        value = self.evaluate(node.value, frame)
        for target in node.targets:
            self.bind(target, value, frame)

    def _annassign(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.bind(node.target, self.evaluate(node.value, frame), frame)

    def _augassign(self, node: ast.AugAssign, frame: Frame) -> None:
        load = ast.copy_location(ast.BinOp(_loaded(node.target), node.op, node.value), node)
        self.bind(node.target, self.evaluate(load, frame), frame)

    def bind(self, target: ast.expr, value: Value, frame: Frame) -> None:
        if isinstance(target, ast.Name):
            self._scope_of(target.id, frame).names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value, frame)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value, frame)
        elif isinstance(target, ast.Attribute):
            receiver = self.evaluate(target.value, frame)
            place = frame.scope.module.place(target)
            if isinstance(receiver, InstanceValue):
                receiver.attributes[target.attr] = value
                receiver.places[target.attr] = place
            elif isinstance(receiver, Native):
                receiver.assign(target.attr, value, place)
            elif isinstance(receiver, ModuleValue | ClassValue):
                receiver.scope.names[target.attr] = value
        elif isinstance(target, ast.Subscript):
            container, key = self.evaluate(target.value, frame), self.evaluate(target.slice, frame)
            if isinstance(container, dict) and isinstance(key, str | int | float | bool | None):
                container[key] = value
            elif isinstance(container, Native) and isinstance(key, str):
                container.assign(key, value, frame.scope.module.place(target))

    def _scope_of(self, name: str, frame: Frame) -> Scope:
        if name not in frame.outer_names:
            return frame.scope
        scope = frame.scope
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def _unpack(self, targets: list[ast.expr], value: Value, frame: Frame) -> None:
        known = isinstance(value, list | tuple) and len(value) == len(targets)
        for index, target in enumerate(targets):
            starred = any(isinstance(other, ast.Starred) for other in targets)
            self.bind(target, value[index] if known and not starred else UNKNOWN, frame)

    def _if(self, node: ast.If, frame: Frame) -> None:
        known = truth(self.evaluate(node.test, frame))
        if known is not None:
            self.block(node.body if known else node.orelse, frame)
        else:
            self._branches([node.body, node.orelse], frame)

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]], frame: Frame) -> None:
        before = dict(frame.scope.names)
        ends: list[dict[str, Value]] = []
        jumps: list[str | None] = []
        for body in bodies:
            frame.scope.names.clear()
            frame.scope.names.update(before)
            frame.done, frame.jump = False, None
            self.block(body, frame)
            jumps.append("done" if frame.done else frame.jump)
            if not (frame.done or frame.jump):
                ends.append(dict(frame.scope.names))
        frame.done = all(jump == "done" for jump in jumps)
        frame.jump = None if ends or frame.done else next(jump for jump in jumps if jump != "done")
        frame.scope.names.clear()
        frame.scope.names.update(_merged(ends) if ends else before)

    def _for(self, node: ast.For | ast.AsyncFor, frame: Frame) -> None:
        items = iterated(self.evaluate(node.iter, frame))
        if items is None:
            self.bind(node.target, UNKNOWN, frame)
            self._branches([node.body, []], frame)
        for item in (items or [])[:MOST_ROUNDS]:
            self.bind(node.target, item, frame)
            self.block(node.body, frame)
            jump, frame.jump = frame.jump, None
            if jump == "break" or frame.done:
                return
        frame.jump = None
        self.block(node.orelse, frame)

    _asyncfor = _for

    def _while(self, node: ast.While, frame: Frame) -> None:
        known = truth(self.evaluate(node.test, frame))
        if known is False:
            return
        self._branches([node.body, []], frame)
        frame.jump = None

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr, frame)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, frame)
        self.block(node.body, frame)

    _asyncwith = _with

    def _try(self, node: ast.Try, frame: Frame) -> None:
        self.block(node.body, frame)
        done, jump = frame.done, frame.jump
        after = dict(frame.scope.names)
        for handler in node.handlers:
            frame.done, frame.jump = False, None
            if handler.name:
                frame.scope.names[handler.name] = UNKNOWN
            self.block(handler.body, frame)
        frame.scope.names.update(after)
        frame.done, frame.jump = done, jump
        self.block(node.orelse, frame)
        done, frame.done = frame.done, False
        self.block(node.finalbody, frame)
        frame.done = frame.done or done

    _trystar = _try

    def _match(self, node: ast.Match, frame: Frame) -> None:
        self.evaluate(node.subject, frame)
        self._branches([*(case.body for case in node.cases), []], frame)

    def _return(self, node: ast.Return, frame: Frame) -> None:
        frame.returns.append(self.evaluate(node.value, frame))
        frame.done = True

    def _raise(self, _node: ast.Raise, frame: Frame) -> None:
        frame.done = True

    def _break(self, _node: ast.Break, frame: Frame) -> None:
        frame.jump = "break"

    def _continue(self, _node: ast.Continue, frame: Frame) -> None:
        frame.jump = "continue"

    def _global(self, node: ast.Global, frame: Frame) -> None:
        frame.outer_names.update(node.names)

    def _delete(self, node: ast.Delete, frame: Frame) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                container, key = self.evaluate(target.value, frame), self.evaluate(target.slice, frame)
                if isinstance(container, dict) and isinstance(key, str | int):
                    container.pop(key, None)

    def _assert(self, node: ast.Assert, frame: Frame) -> None:
        self.evaluate(node.test, frame)


def _merged(ends: list[dict[str, Value]]) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for name in dict.fromkeys(name for end in ends for name in end):
        values = [end[name] for end in ends if name in end]
        first = values[0]
        if all(value is first for value in values):
            result[name] = first
            continue
        objects = [value for value in values if not is_plain(value) and not isinstance(value, Unknown)]
        same = is_plain(first) and all(is_plain(value) and value == first for value in values)
        result[name] = objects[0] if objects else first if same else UNKNOWN
    return result


def _loaded(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    return target


def _exits(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name | ast.Attribute) and ast.unparse(node.func) in {
        "sys.exit", "exit", "quit", "os._exit",
    }  # fmt: skip
