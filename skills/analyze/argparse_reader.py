"""What an `argparse` parser would take, and the libraries that keep its interface."""

from dataclasses import dataclass, field

from contracts.repo import Action, Place
from skills.analyze.declared import MISSING, Declared, json_choices, type_of, type_of_default
from skills.analyze.expressions import Handler
from skills.analyze.values import UNKNOWN, Call, External, Machine, Method, Native, Value, is_plain

PARSERS = (
    "argparse.ArgumentParser",
    "configargparse.ArgumentParser",
    "configargparse.ArgParser",
    "configargparse.Parser",
    "jsonargparse.ArgumentParser",
    "transformers.ArgumentParser",
    "torch.distributed.argparse_util.ArgumentParser",
)
_ACTIONS: dict[str, Action] = {
    "store": "store",
    "store_true": "store_true",
    "store_false": "store_false",
    "store_const": "store_const",
    "append": "append",
    "append_const": "append",
    "extend": "append",
    "count": "count",
}


@dataclass(eq=False)
class Parser(Native):
    """A parser, or a group of one: groups put their params into the parser's list."""

    comes_back = True

    place: Place
    framework: str = "argparse"
    params: list[Declared] = field(default_factory=list)
    children: dict[str, "Parser"] = field(default_factory=dict)
    """Parsers of its subcommands."""
    defaults: dict[str, Value] = field(default_factory=dict)
    help: str | None = None
    parsed: list[Place] = field(default_factory=list)
    """Where it reads the command line."""
    parent: "Parser | None" = None

    def attribute(self, name: str) -> Value:
        handlers = {
            "add_argument": self._add_argument,
            "add_argument_group": self._group,
            "add_mutually_exclusive_group": self._group,
            "add_subparsers": self._subparsers,
            "set_defaults": self._set_defaults,
            "parse_args": self._parse,
            "parse_known_args": self._parse_known,
            "parse_intermixed_args": self._parse,
            "get_default": self._get_default,
        }
        return Method(handlers[name]) if name in handlers else UNKNOWN

    def call(self, call: Call) -> Value:  # noqa: ARG002
        """Return the parser itself: libraries make one by calling another."""
        return self

    def inherit(self, other: "Parser") -> None:
        """Take over the params of a parent parser."""
        self.params += [param.copy() for param in other.params]
        self.defaults |= other.defaults

    def _group(self, _call: Call) -> Value:
        return self

    def _subparsers(self, call: Call) -> Value:
        return Subparsers(self, call)

    def _set_defaults(self, call: Call) -> Value:
        self.defaults |= call.keywords
        return None

    def _get_default(self, call: Call) -> Value:
        name = call.get(0, "dest")
        found = [param.default for param in self.params if param.name == name]
        return found[0] if found else UNKNOWN

    def _parse(self, call: Call) -> Value:
        given = call.get(0, "args")
        if isinstance(given, list | tuple):
            return Namespace(self)  # a fixed list is not the command line
        self.parsed.append(call.place)
        if self not in call.machine.programs:
            call.machine.programs.append(self)
        return Namespace(self)

    def _parse_known(self, call: Call) -> Value:
        return (self._parse(call), UNKNOWN)

    def _add_argument(self, call: Call) -> Value:
        names = [name for name in call.positional if isinstance(name, str)]
        if len(names) != len(call.positional) or (not names and not isinstance(call.keywords.get("dest"), str)):
            return UNKNOWN
        declared = read_argument(names, call)
        if declared is not None:
            self.params = [param for param in self.params if not _replaced(param, declared)]
            self.params.append(declared)
        return UNKNOWN


@dataclass(eq=False)
class Subparsers(Native):
    """What `add_subparsers` gives."""

    parser: Parser
    made: Call

    def attribute(self, name: str) -> Value:
        return Method(self._add_parser) if name == "add_parser" else UNKNOWN

    def _add_parser(self, call: Call) -> Value:
        name = call.get(0, "name")
        child = make_parser(call)
        child.framework, child.parent = self.parser.framework, self.parser
        if isinstance(name, str):
            self.parser.children[name] = child
        return child


@dataclass(eq=False)
class Namespace(Native):
    """What `parse_args` gives."""

    parser: Parser

    def attribute(self, name: str) -> Value:  # noqa: ARG002
        return UNKNOWN


def make_parser(call: Call) -> Parser:
    """Return the parser that a call of `ArgumentParser` or `add_parser` makes."""
    parser = Parser(call.place)
    about = call.keywords.get("help", call.keywords.get("description"))
    parser.help = about if isinstance(about, str) else None
    parents = call.keywords.get("parents")
    for parent in parents if isinstance(parents, list | tuple) else ():
        if isinstance(parent, Parser):
            parser.inherit(parent)
    return parser


def read_argument(names: list[str], call: Call) -> Declared | None:
    """Return the param of one `add_argument`."""
    flags = tuple(name for name in names if name.startswith("-"))
    dest = call.keywords.get("dest")
    name = dest if isinstance(dest, str) else _dest(names)
    action_value = call.keywords.get("action", "store")
    action = action_value if isinstance(action_value, str) else _action_class(action_value)
    if action in {"help", "version"}:
        return None
    declared = Declared(name=name, place=call.place, flags=flags, positional=not flags)
    declared.action = "boolean_optional" if action == "boolean_optional" else _ACTIONS.get(action, "store")
    if declared.action == "boolean_optional":
        declared.flags += tuple(f"--no-{flag[2:]}" for flag in flags if flag.startswith("--"))
    _read_default(declared, call, action)
    _read_type(declared, call)
    _read_number(declared, call)
    text = call.keywords.get("help")
    declared.help = text if isinstance(text, str) and text != "==SUPPRESS==" else None
    if text == External("argparse.SUPPRESS"):
        declared.notes.append("Hidden from `--help`.")
    if declared.action == "store_false":
        declared.notes.append(f"Inverted: giving the flag makes `{declared.name}` false.")
    return declared


def _read_default(declared: Declared, call: Call, action: str) -> None:
    if "default" in call.keywords:
        declared.default, declared.default_source = call.keywords["default"], call.sources.get("default")
        if declared.default == External("argparse.SUPPRESS"):
            declared.default = MISSING
    elif action == "store_true":
        declared.default = False
    elif action == "store_false":
        declared.default = True
    elif not declared.positional or call.keywords.get("nargs") in {"?", "*"}:
        declared.default = None
    if action == "store_true" and declared.default is True:
        declared.notes.append("A switch that is already on: giving the flag changes nothing.")
    if action == "store_false" and declared.default is False:
        declared.notes.append("A switch that is already off: giving the flag changes nothing.")


def _read_type(declared: Declared, call: Call) -> None:
    if declared.action in {"store_true", "store_false", "boolean_optional"}:
        declared.type = "bool"
    elif declared.action == "count":
        declared.type = "int"
    elif "type" in call.keywords:
        declared.type, note = type_of(call.keywords["type"], call.sources.get("type"))
        if note:
            declared.notes.append(note)
    elif declared.action == "store_const":
        constant = call.keywords.get("const")
        declared.type = type_of_default(constant) if is_plain(constant) else None
    else:
        declared.type = "str"
        if isinstance(declared.default, bool | int | float) and not isinstance(declared.default, str):
            kind = type(declared.default).__name__
            declared.notes.append(f"Its default is {kind}, but a value from the command line stays text.")


def _read_number(declared: Declared, call: Call) -> None:
    if "choices" in call.keywords:
        declared.choices = json_choices(call.keywords["choices"])
    nargs = call.keywords.get("nargs")
    if isinstance(nargs, int | str) and not isinstance(nargs, bool):
        declared.nargs = nargs
    elif nargs == External("argparse.REMAINDER"):
        declared.nargs = "..."
    elif nargs in (External("argparse.OPTIONAL"), External("argparse.ZERO_OR_MORE"), External("argparse.ONE_OR_MORE")):
        declared.nargs = {"OPTIONAL": "?", "ZERO_OR_MORE": "*"}.get(nargs.name.rpartition(".")[2], "+")
    declared.required = call.keywords.get("required") is True
    if declared.positional:
        declared.required = declared.nargs not in {"?", "*", "..."}


def _dest(names: list[str]) -> str:
    longs = [name for name in names if name.startswith("--")]
    first = longs[0] if longs else names[0]
    return first.lstrip("-").replace("-", "_") if first.startswith("-") else first


def _action_class(value: Value) -> str:
    if isinstance(value, External) and value.name.endswith("BooleanOptionalAction"):
        return "boolean_optional"
    return "store"


def _replaced(old: Declared, new: Declared) -> bool:
    return bool(set(old.flags) & set(new.flags)) or (old.positional and new.positional and old.name == new.name)


def _make(call: Call) -> Value:
    return make_parser(call)


HANDLERS: dict[str, Handler] = dict.fromkeys(PARSERS, _make)
__all__ = ["HANDLERS", "Machine", "Namespace", "Parser", "make_parser", "read_argument"]
