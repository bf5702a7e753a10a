"""Follow a program through its source: which command line it builds, whatever functions and modules build it.

Nothing is executed. Where a condition cannot be known, both ways are followed; loops over known lists are unrolled,
others are followed once; a budget bounds it all.
"""

import ast
from collections.abc import Mapping, Sequence

from contracts.repo import Place
from skills.analyze.expressions import BudgetSpent, Frame, Handler
from skills.analyze.interest import Interest
from skills.analyze.module import Module
from skills.analyze.modules import Modules
from skills.analyze.statements import Statements
from skills.analyze.values import (
    UNKNOWN,
    Bound,
    Call,
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    ModuleValue,
    Native,
    Scope,
    Unknown,
    Value,
    is_plain,
)

BUDGET = 200_000
"""Steps for one entry point."""
_DEEPEST = 40
_MOST_CALLS = 24
"""Times that one function is followed."""


class Interpreter(Statements):
    """Follows one entry point of a repository."""

    def __init__(
        self, modules: Modules, handlers: Mapping[str, Handler], interest: Interest, budget: int = BUDGET
    ) -> None:
        super().__init__(handlers, budget)
        self.modules = modules
        self.interest = interest
        self.is_complete = True
        """False where the budget did not last."""
        self._start = "."
        self._loaded: dict[str, ModuleValue] = {}
        self._stack: list[FunctionValue] = []
        self._calls: dict[int, int] = {}
        self._called_back: set[int] = set()
        self._decorating: list[Place] = []

    def follow(self, module: Module, *, as_main: bool = True) -> ModuleValue:
        """Follow a module as the program that was started, and return its names."""
        self.main = module if as_main else None
        self._start = module.folder
        value = ModuleValue(Scope(module))
        self._loaded[module.path] = value
        try:
            self.block(module.tree.body, Frame(value.scope))
        except (BudgetSpent, RecursionError):
            self.is_complete = False
        return value

    def follow_call(self, target: Value) -> None:
        """Follow a call without arguments, as an installed command makes it."""
        try:
            self.invoke(target)
        except (BudgetSpent, RecursionError):
            self.is_complete = False

    # Modules

    def module_at(self, path: str) -> ModuleValue | None:
        module = self.modules.by_path.get(path)
        return self.load(module) if module else None

    def text_at(self, path: str) -> str | None:
        tree = self.modules.tree
        return tree.text(path) if tree.is_text(path) else None

    def paths_under(self, prefix: str) -> list[str]:
        return [path for path in self.modules.tree.sizes if path.startswith(prefix)]

    def load(self, module: Module) -> ModuleValue:
        """Return a module's names, following its body the first time."""
        if module.path not in self._loaded:
            value = ModuleValue(Scope(module))
            self._loaded[module.path] = value
            self.block(module.tree.body, Frame(value.scope))
        return self._loaded[module.path]

    def member(self, module: ModuleValue, name: str) -> Value:
        if name in module.scope.names:
            return module.scope.names[name]
        if module.module.stem == "__init__":
            folder = "" if module.module.folder == "." else f"{module.module.folder}/"
            for path in (f"{folder}{name}.py", f"{folder}{name}/__init__.py"):
                if path in self.modules.by_path:
                    return self.load(self.modules.by_path[path])
        return UNKNOWN

    def _find(self, dotted: str, module: Module) -> Value:
        for start in dict.fromkeys((self._start, module.folder)):
            found = self.modules.find(dotted, start, self.modules.roots)
            if found:
                return self.load(found)
        if any(self.modules.is_package(dotted, start, self.modules.roots) for start in (self._start, module.folder)):
            return _Package(self, dotted, module)
        return External(dotted)

    def package_member(self, dotted: str, module: Module) -> Value:
        """Return what a name below a folder without an `__init__` means."""
        found = self._find(dotted, module)
        return UNKNOWN if isinstance(found, External) else found

    def _import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            module = frame.scope.module
            if alias.asname:
                frame.scope.names[alias.asname] = self._find(alias.name, module)
            else:
                self._find(alias.name, module)
                top = alias.name.partition(".")[0]
                frame.scope.names[top] = self._find(top, module)

    def _importfrom(self, node: ast.ImportFrom, frame: Frame) -> None:
        module = frame.scope.module
        source = self._relative(node, module) if node.level else self._find(node.module or "", module)
        for alias in node.names:
            if alias.name == "*":
                if isinstance(source, ModuleValue):
                    public = {key: value for key, value in source.scope.names.items() if not key.startswith("_")}
                    frame.scope.names.update(public)
                continue
            frame.scope.names[alias.asname or alias.name] = self.attribute(source, alias.name)

    def _relative(self, node: ast.ImportFrom, module: Module) -> Value:
        parts = module.path.split("/")[: -node.level]
        if len(module.path.split("/")) < node.level:
            return UNKNOWN
        path = "/".join((*parts, *(node.module or "").split("."))).rstrip("/")
        for candidate in (f"{path}.py", f"{path}/__init__.py".lstrip("/")):
            if candidate in self.modules.by_path:
                return self.load(self.modules.by_path[candidate])
        return _Package(self, path.replace("/", "."), module)

    # Definitions

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
        function = FunctionValue(node, frame.scope)
        function.marks = {name.rpartition(".")[2] for name in map(_decorator_name, node.decorator_list) if name}
        value: Value = function
        for decorator in reversed(node.decorator_list):
            target = self.evaluate(decorator, frame)
            if isinstance(target, Unknown) or (isinstance(target, External) and target.name not in self.handlers):
                continue
            result = self.invoke(target, (value,))
            if isinstance(result, FunctionValue) and result is not value and isinstance(value, FunctionValue):
                result.pending = result.pending or value.pending
            value = value if isinstance(result, Unknown) or is_plain(result) else result
        frame.scope.names[node.name] = value

    _asyncfunctiondef = _functiondef

    def _classdef(self, node: ast.ClassDef, frame: Frame) -> None:
        bases = tuple(self.evaluate(base, frame) for base in node.bases if not isinstance(base, ast.Starred))
        scope = Scope(frame.scope.module, frame.scope, is_class=True)
        decorators = tuple(self.evaluate(decorator, frame) for decorator in node.decorator_list)
        cls = ClassValue(node, scope, bases, decorators)
        self.block(node.body, Frame(scope))
        for value in scope.names.values():
            if isinstance(value, FunctionValue) and value.owner is None and value.scope is scope:
                value.owner = cls
        frame.scope.names[node.name] = cls

    # Calls

    def invoke(
        self, target: Value, positional: Sequence[Value] = (), keywords: Mapping[str, Value] | None = None
    ) -> Value:
        place = target.place if isinstance(target, FunctionValue) else Place(path=self._start, line=1)
        node = target.node if isinstance(target, FunctionValue) else ast.Pass()
        for value in positional:
            if isinstance(value, FunctionValue):
                place, node = value.place, value.node
        return self.dispatch(target, Call(self, node, place, tuple(positional), dict(keywords or {})))

    def instantiate(self, cls: ClassValue, call: Call) -> Value:
        instance = InstanceValue(cls)
        for base in cls.line():
            if isinstance(base, External) and base.name in self.handlers:
                native = self.handlers[base.name](call)
                instance.native = native if isinstance(native, Native) else None
                break
        start = cls.find("__init__")
        if isinstance(start, FunctionValue):
            self.run_function(start, instance, call)
        else:
            instance.attributes |= {**dict(zip(_fields(cls), call.positional, strict=False)), **call.keywords}
        return instance

    def call_back(self, function: FunctionValue | Bound) -> None:
        inner = function.function if isinstance(function, Bound) else function
        if id(inner.node) not in self._called_back:
            self._called_back.add(id(inner.node))
            self.invoke(function)

    def run_function(self, function: FunctionValue, receiver: Value, call: Call) -> Value:
        if not isinstance(function.node, ast.Lambda) and not self.interest.follows(function.node):
            return UNKNOWN
        key = id(function.node)
        self._calls[key] = self._calls.get(key, 0) + 1
        given = (receiver, *call.positional, *call.keywords.values())
        most = 20 * _MOST_CALLS if any(isinstance(value, Native) for value in given) else _MOST_CALLS
        if len(self._stack) >= _DEEPEST or self._stack.count(function) > 1 or self._calls[key] > most:
            return UNKNOWN
        scope = Scope(function.scope.module, function.scope)
        frame = Frame(scope, function, receiver)
        self._bind_arguments(function, receiver, call, frame)
        if isinstance(function.node, ast.Lambda):
            return self.evaluate(function.node.body, frame)
        self._stack.append(function)
        try:
            self.block(function.node.body, frame)
        finally:
            self._stack.pop()
        return _returned(frame.returns)

    def _bind_arguments(self, function: FunctionValue, receiver: Value, call: Call, frame: Frame) -> None:
        signature = function.node.args
        names = [argument.arg for argument in (*signature.posonlyargs, *signature.args)]
        outer = Frame(function.scope, function, receiver)
        defaults = dict(zip(reversed(names), reversed(signature.defaults), strict=False))
        values = list(call.positional)
        if receiver is not None:
            values.insert(0, receiver)
        given = dict(zip(names, values, strict=False))
        given |= {key: value for key, value in call.keywords.items() if key in names}
        for name in names:
            if name in given:
                frame.scope.names[name] = given[name]
            else:
                known = name in defaults and call.is_complete
                frame.scope.names[name] = self.evaluate(defaults[name], outer) if known else UNKNOWN
        for argument, default in zip(signature.kwonlyargs, signature.kw_defaults, strict=True):
            if argument.arg in call.keywords:
                frame.scope.names[argument.arg] = call.keywords[argument.arg]
            else:
                frame.scope.names[argument.arg] = UNKNOWN if default is None else self.evaluate(default, outer)
        known_names = {*names, *(argument.arg for argument in signature.kwonlyargs)}
        if signature.vararg:
            frame.scope.names[signature.vararg.arg] = tuple(values[len(names) :]) if call.is_complete else UNKNOWN
        if signature.kwarg:
            rest = {key: value for key, value in call.keywords.items() if key not in known_names}
            frame.scope.names[signature.kwarg.arg] = rest if call.is_complete else UNKNOWN


class _Package(Native):
    """A folder of the repository without an `__init__`."""

    def __init__(self, interpreter: Interpreter, dotted: str, module: Module) -> None:
        self._interpreter, self._dotted, self._module = interpreter, dotted, module

    def attribute(self, name: str) -> Value:
        return self._interpreter.package_member(f"{self._dotted}.{name}", self._module)


def _returned(values: list[Value]) -> Value:
    if not values:
        return None
    objects = [value for value in values if not is_plain(value) and not isinstance(value, Unknown)]
    if objects:
        return objects[0]
    same = is_plain(values[0]) and all(is_plain(value) and value == values[0] for value in values)
    return values[0] if same else UNKNOWN


def _decorator_name(node: ast.expr) -> str | None:
    target = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(target) if isinstance(target, ast.Name | ast.Attribute) else None


def _fields(cls: ClassValue) -> list[str]:
    """Return the annotated names of a class, as a dataclass takes them."""
    targets = [item.target for item in cls.node.body if isinstance(item, ast.AnnAssign)]
    return [target.id for target in targets if isinstance(target, ast.Name)]
