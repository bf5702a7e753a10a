"""What a `typer` command would take: the signature of a function, its annotations and its defaults."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from contracts.repo import Place
from skills.analyze.annotations import Annotation, read_annotation
from skills.analyze.declared import MISSING, Declared, Missing, type_of_default
from skills.analyze.expressions import Handler
from skills.analyze.values import UNKNOWN, Call, FunctionValue, Machine, Method, Native, Unknown, Value


@dataclass(eq=False)
class Info(Native):
    """`typer.Option(...)` or `typer.Argument(...)`."""

    is_argument: bool
    call_: Call

    @property
    def flags(self) -> list[str]:
        given = [value for value in self.call_.positional if isinstance(value, str) and value.startswith("-")]
        more = self.call_.keywords.get("param_decls")
        return given + [value for value in more if isinstance(value, str)] if isinstance(more, list) else given


@dataclass(eq=False)
class App(Native):
    """`typer.Typer()`."""

    place: Place
    framework: str = "typer"
    commands: list[tuple[str, FunctionValue]] = field(default_factory=list)
    groups: list[tuple[str, App]] = field(default_factory=list)
    callback: FunctionValue | None = None
    name: str | None = None

    def attribute(self, name: str) -> Value:
        known = {"command": self._command, "callback": self._callback, "add_typer": self._add_typer}
        return Method(known[name]) if name in known else UNKNOWN

    def call(self, call: Call) -> Value:
        """Read the command line, and follow every command."""
        if self not in call.machine.programs:
            call.machine.programs.append(self)
            self.run(call.machine)
        return UNKNOWN

    def run(self, machine: Machine) -> None:
        """Follow the callback and every command with values that cannot be known."""
        functions = [function for _, function in self.commands]
        for function in [self.callback, *functions] if self.callback else functions:
            names = [argument.arg for argument in function.node.args.args]
            machine.invoke(function, (), dict.fromkeys(names, UNKNOWN))
        for _, group in self.groups:
            group.run(machine)

    def _command(self, call: Call) -> Value:
        if call.positional and isinstance(call.positional[0], FunctionValue):
            self.commands.append((command_name(call.positional[0].name), call.positional[0]))
            return call.positional[0]
        name = call.get(0, "name")

        def decorate(inner: Call) -> Value:
            function = inner.positional[0] if inner.positional else UNKNOWN
            if isinstance(function, FunctionValue):
                self.commands.append((name if isinstance(name, str) else command_name(function.name), function))
            return function

        return Method(decorate)

    def _callback(self, _call: Call) -> Value:
        def decorate(inner: Call) -> Value:
            function = inner.positional[0] if inner.positional else UNKNOWN
            if isinstance(function, FunctionValue):
                self.callback = function
            return function

        return Method(decorate)

    def _add_typer(self, call: Call) -> Value:
        child, name = call.get(0, "typer_instance"), call.keywords.get("name")
        if isinstance(child, App):
            self.groups.append((name if isinstance(name, str) else child.name or "", child))
        return None


def command_name(function: str) -> str:
    """Return the command that typer makes of a function's name."""
    return function.lower().replace("_", "-")


def read_signature(function: FunctionValue, machine: Machine) -> list[Declared]:
    """Return the params of a function as typer takes them from a command line."""
    arguments = function.node.args
    named = [*arguments.posonlyargs, *arguments.args]
    defaults: dict[str, ast.expr | None] = dict(
        zip(reversed([argument.arg for argument in named]), reversed(arguments.defaults), strict=False)
    )
    defaults |= {
        argument.arg: default for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    }
    params = [
        _read(argument, defaults.get(argument.arg), function, machine) for argument in (*named, *arguments.kwonlyargs)
    ]
    return [param for param in params if param is not None]


def _read(argument: ast.arg, default: ast.expr | None, function: FunctionValue, machine: Machine) -> Declared | None:
    annotation = read_annotation(argument.annotation, function.scope, machine)
    if annotation.name in {"Context", "CallbackParam"}:
        return None
    value: Value = MISSING if default is None else machine.value_of(default, function.scope)
    info = next((item for item in annotation.extras if isinstance(item, Info)), None)
    if isinstance(value, Info):
        info, value, default = value, *_default_of(value)
    place = function.scope.module.place(argument)
    is_argument = info.is_argument if info else isinstance(value, Missing)
    declared = Declared(name=argument.arg, place=place, positional=is_argument, default=value, default_source=default)
    declared.type = annotation.type or (None if isinstance(value, Missing) else type_of_default(value))
    if annotation.type is None and declared.type is None and argument.annotation is None:
        declared.type = "str"
    declared.choices = annotation.choices
    declared.required = isinstance(value, Missing)
    if info:
        text = info.call_.keywords.get("help")
        declared.help = text if isinstance(text, str) else None
    _read_form(declared, annotation, info)
    return declared


def _default_of(info: Info) -> tuple[Value, ast.expr | None]:
    first = info.call_.get(0, "default", MISSING)
    if isinstance(first, str) and first.startswith("-") and not info.is_argument:
        return MISSING, None
    source = info.call_.source(0, "default")
    if isinstance(source, ast.Constant) and source.value is ...:
        return MISSING, None
    return first, source


def _read_form(declared: Declared, annotation: Annotation, info: Info | None) -> None:
    if annotation.is_list:
        declared.action = "store" if declared.positional else "append"
        declared.nargs = "*" if declared.positional else None
        declared.required = declared.required and declared.positional
    if isinstance(declared.default, Missing) and annotation.is_optional:
        declared.required = True
    if declared.positional:
        return
    given = info.flags if info else []
    flag = f"--{declared.name.replace('_', '-')}"
    if declared.type != "bool":
        declared.flags = tuple(given) or (flag,)
        return
    halves = [text.partition("/") for text in given]
    words = [*(half[0].strip() for half in halves), *(half[2].strip() for half in halves)]
    declared.flags = tuple(filter(None, words)) or (flag, f"--no-{flag[2:]}")
    has_off = not given or any("/" in text for text in given)
    if has_off:
        declared.action = "boolean_optional"
    else:
        declared.action = "store_false" if declared.default is True else "store_true"
    if isinstance(declared.default, Unknown):
        declared.notes.append("Whether it is on by default cannot be read.")


def _option(call: Call) -> Value:
    return Info(is_argument=False, call_=call)


def _argument(call: Call) -> Value:
    return Info(is_argument=True, call_=call)


def _app(call: Call) -> Value:
    name = call.keywords.get("name")
    return App(call.place, name=name if isinstance(name, str) else None)


def _run(call: Call) -> Value:
    """Follow `typer.run(function)`."""
    function = call.get(0, "function")
    if isinstance(function, FunctionValue):
        app = App(function.place, commands=[(command_name(function.name), function)])
        call.machine.programs.append(app)
        app.run(call.machine)
    return UNKNOWN


HANDLERS: dict[str, Handler] = {
    "typer.Typer": _app,
    "typer.Option": _option,
    "typer.Argument": _argument,
    "typer.run": _run,
}
