"""What a `click` command would take: options and arguments from decorators, groups with their commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from contracts.repo import ParamType, Place
from skills.analyze.declared import Declared, json_choices, type_of_default
from skills.analyze.expressions import Handler
from skills.analyze.values import UNKNOWN, Call, External, FunctionValue, Method, Native, Value, is_plain

_MODULES = ("click", "rich_click", "asyncclick", "cloup")
_TYPES: dict[str, ParamType] = {
    "int": "int",
    "float": "float",
    "str": "str",
    "bool": "bool",
    "click.INT": "int",
    "click.FLOAT": "float",
    "click.STRING": "str",
    "click.BOOL": "bool",
    "click.UUID": "str",
    "pathlib.Path": "path",
}
_RANGES: dict[str, ParamType] = {"IntRange": "int", "FloatRange": "float", "Path": "path", "File": "path"}


@dataclass(eq=False)
class ClickType(Native):
    """`click.Choice([...])`, `click.Path(...)`, `click.IntRange(...)`."""

    type: ParamType | None
    choices: Value = None


@dataclass(eq=False)
class Command(Native):
    """A command or a group."""

    function: FunctionValue | None
    place: Place
    name: str | None = None
    params: list[Declared] = field(default_factory=list)
    children: dict[str, Native] = field(default_factory=dict)
    is_group: bool = False
    framework: str = "click"
    chain: bool = False
    runs_alone: bool = False
    """Whether a group may be called without a command."""

    def attribute(self, name: str) -> Value:
        if name in {"command", "group"} and self.is_group:
            return Method(lambda call: _command_decorator(call, is_group=name == "group", parent=self))
        handlers: dict[str, Callable[[Call], Value]] = {
            "add_command": self._add,
            "main": self.call,
            "callback": self.run,
        }
        if name == "callback" and self.function is not None:
            return self.function
        return Method(handlers[name]) if name in handlers else UNKNOWN

    def call(self, call: Call) -> Value:
        """Read the command line, and follow the callback."""
        if self not in call.machine.programs:
            call.machine.programs.append(self)
            self.run(call)
        return UNKNOWN

    def run(self, call: Call) -> Value:
        """Follow the callback, and those of the commands below."""
        if self.function is not None:
            call.machine.invoke(self.function, (), {param.name: UNKNOWN for param in self.params})
        for child in self.children.values():
            if isinstance(child, Command):
                child.run(call)
        return UNKNOWN

    def add(self, name: str | None, child: Native) -> None:
        """Put a command under this group."""
        own = child.name if isinstance(child, Command) else None
        if name or own:
            self.children[str(name or own)] = child

    def _add(self, call: Call) -> Value:
        child, name = call.get(0, "cmd"), call.get(1, "name")
        if isinstance(child, Native):
            self.add(name if isinstance(name, str) else None, child)
        return None


def _command_decorator(call: Call, *, is_group: bool, parent: Command | None = None) -> Value:
    if call.positional and isinstance(call.positional[0], FunctionValue):
        return _make_command(call.positional[0], call, {}, is_group=is_group, parent=parent)
    name = call.get(0, "name")
    settings = {**call.keywords, "name": name if isinstance(name, str) else None}

    def decorate(inner: Call) -> Value:
        function = inner.positional[0] if inner.positional else UNKNOWN
        if not isinstance(function, FunctionValue):
            return function
        return _make_command(function, call, settings, is_group=is_group, parent=parent)

    return Method(decorate)


def _make_command(
    function: FunctionValue, call: Call, settings: dict[str, Value], *, is_group: bool, parent: Command | None
) -> Command:
    name = settings.get("name") or _command_name(function.name)
    params = [param for param in reversed(function.pending) if isinstance(param, Declared)]
    command = Command(function, call.place, name, params, is_group=is_group)
    command.chain = settings.get("chain") is True
    command.runs_alone = settings.get("invoke_without_command") is True
    if parent is not None:
        parent.add(name, command)
    return command


def _command_name(function: str) -> str:
    stem = function.lower().replace("_", "-")
    for ending in ("-command", "-cmd", "-group", "-grp"):
        stem = stem.removesuffix(ending)
    return stem


def _param_decorator(read: Callable[[Call], Declared | None]) -> Handler:
    def handler(call: Call) -> Value:
        declared = read(call)

        def decorate(inner: Call) -> Value:
            target = inner.positional[0] if inner.positional else UNKNOWN
            if declared is not None and isinstance(target, FunctionValue):
                target.pending.append(declared)
            elif declared is not None and isinstance(target, Command):
                target.params.insert(0, declared)
            return target

        return Method(decorate)

    return handler


def read_option(call: Call) -> Declared | None:
    """Return the param of one `click.option`."""
    names = [name for name in call.positional if isinstance(name, str)]
    switches = [name for name in names if name.startswith("-")]
    flags: list[str] = []
    off: list[str] = []
    for name in switches:
        on, slash, other = name.partition("/")
        flags.append(on.strip())
        off += [other.strip()] if slash and other.strip() else []
    own = [name for name in names if not name.startswith("-")]
    if not flags:
        return None
    declared = Declared(name=own[0] if own else _option_name(flags), place=call.place, flags=tuple(flags + off))
    _read_settings(declared, call)
    is_flag = call.keywords.get("is_flag") is True or bool(off) or isinstance(call.keywords.get("default"), bool)
    if is_flag and call.keywords.get("type") is None and call.keywords.get("is_flag") is not False:
        _read_flag(declared, call, has_off=bool(off))
    if call.keywords.get("count") is True:
        declared.action, declared.type = "count", "int"
    if call.keywords.get("multiple") is True:
        declared.action = "append"
    declared.required = call.keywords.get("required") is True
    return declared


def _read_flag(declared: Declared, call: Call, *, has_off: bool) -> None:
    declared.type = "bool"
    if has_off:
        declared.action = "boolean_optional"
    elif "flag_value" in call.keywords:
        value = call.keywords["flag_value"]
        declared.action = "store_const"
        declared.type = type_of_default(value) if is_plain(value) else None
    else:
        declared.action = "store_false" if call.keywords.get("default") is True else "store_true"
        if declared.action == "store_false":
            declared.notes.append(f"Inverted: giving the flag makes `{declared.name}` false.")
    if "default" not in call.keywords:
        declared.default = False


def read_argument(call: Call) -> Declared | None:
    """Return the param of one `click.argument`."""
    name = call.get(0, "name")
    if not isinstance(name, str):
        return None
    declared = Declared(name=name.lower().replace("-", "_"), place=call.place, positional=True)
    _read_settings(declared, call)
    given = call.keywords.get("required")
    declared.required = given if isinstance(given, bool) else "default" not in call.keywords
    if call.keywords.get("nargs") == -1:
        declared.nargs, declared.required = "*", given is True
    return declared


def _read_settings(declared: Declared, call: Call) -> None:
    if "default" in call.keywords:
        declared.default, declared.default_source = call.keywords["default"], call.sources.get("default")
    elif not declared.positional:
        declared.default = None
    kind = call.keywords.get("type")
    if isinstance(kind, ClickType):
        declared.type, declared.choices = kind.type, json_choices(kind.choices)
    elif isinstance(kind, External):
        declared.type = _TYPES.get(kind.name.replace("rich_click.", "click."))
    elif isinstance(kind, list | tuple) and not isinstance(kind, str):
        declared.type, declared.nargs = "str", len(kind)
    elif kind is None:
        declared.type = type_of_default(declared.default) or "str"
    nargs = call.keywords.get("nargs")
    if isinstance(nargs, int) and nargs > 1:
        declared.nargs = nargs
    text = call.keywords.get("help")
    declared.help = text if isinstance(text, str) else None
    variable = call.keywords.get("envvar")
    if isinstance(variable, str):
        declared.notes.append(f"Also read from the environment variable {variable}.")
    if call.keywords.get("prompt"):
        declared.notes.append("Asks on the terminal where it is not given.")


def _option_name(flags: list[str]) -> str:
    longs = [flag for flag in flags if flag.startswith("--")]
    return (longs or flags)[0].lstrip("-").replace("-", "_").lower()


def _choice(call: Call) -> Value:
    return ClickType("str", call.get(0, "choices"))


def _typed(kind: ParamType) -> Handler:
    return lambda _call: ClickType(kind)


def _make_group(call: Call) -> Value:
    """Follow `click.Group(...)` and `click.CommandCollection(...)`."""
    name = call.get(0, "name")
    group = Command(None, call.place, name if isinstance(name, str) else None, is_group=True)
    commands = call.keywords.get("commands")
    for key, child in commands.items() if isinstance(commands, dict) else ():
        if isinstance(child, Native):
            group.add(str(key), child)
    sources = call.keywords.get("sources")
    for source in sources if isinstance(sources, list | tuple) else ():
        if isinstance(source, Command):
            group.children |= source.children
    return group


def _pass_through(call: Call) -> Value:
    return call.positional[0] if call.positional else UNKNOWN


def _handlers() -> dict[str, Handler]:
    known: dict[str, Handler] = {
        "command": lambda call: _command_decorator(call, is_group=False),
        "group": lambda call: _command_decorator(call, is_group=True),
        "option": _param_decorator(read_option),
        "argument": _param_decorator(read_argument),
        "Group": _make_group,
        "CommandCollection": _make_group,
        "Choice": _choice,
        "pass_context": _pass_through,
        "pass_obj": _pass_through,
        **{name: _typed(kind) for name, kind in _RANGES.items()},
    }
    return {f"{module}.{name}": handler for module in _MODULES for name, handler in known.items()}


HANDLERS: dict[str, Handler] = _handlers()
