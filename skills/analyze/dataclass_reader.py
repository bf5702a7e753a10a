"""Command lines made of dataclasses: tyro, HfArgumentParser, simple-parsing, pyrallis and draccus, Tap, pydantic."""

from collections.abc import Callable

from skills.analyze.argparse_reader import Namespace, Parser
from skills.analyze.dataclass_fields import Field, fields_of, flat_fields, is_record
from skills.analyze.declared import MISSING, Declared, Missing
from skills.analyze.expressions import Handler
from skills.analyze.signatures import callable_params
from skills.analyze.training_arguments import known_arguments
from skills.analyze.values import (
    UNKNOWN,
    Call,
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    Method,
    Native,
    Value,
)

Style = Callable[[Declared, Field], None]


def _tyro_style(declared: Declared, field: Field) -> None:
    head, dot, last = declared.name.replace("_", "-").rpartition(".")
    flag = f"--{head}{dot}{last}"
    declared.flags = (flag, *field.aliases)
    if declared.type == "bool" and not declared.required:
        declared.flags = (flag, *field.aliases, f"--{head}{dot}no-{last}")
        declared.action = "boolean_optional"
    if field.annotation.is_list:
        declared.nargs = field.annotation.nargs or "*"


def _valued_style(declared: Declared, field: Field) -> None:
    """Every value is written out, `--flag true` too."""
    declared.flags = (f"--{declared.name}", *field.aliases)
    if field.annotation.is_list:
        declared.nargs = field.annotation.nargs or "*"


def _huggingface_style(declared: Declared, field: Field) -> None:
    _valued_style(declared, field)
    if "_" in declared.name:
        declared.flags += (f"--{declared.name.replace('_', '-')}",)


def _tap_style(declared: Declared, field: Field) -> None:
    _valued_style(declared, field)
    if declared.type == "bool":
        declared.action = "store_false" if declared.default is True else "store_true"
        declared.required = False
        if isinstance(declared.default, Missing):
            declared.default = False
        if declared.action == "store_false":
            declared.notes.append(f"Inverted: giving the flag makes `{declared.name}` false.")


def class_params(cls: ClassValue, call: Call, style: Style, *, prefix: str = "", flat: bool = True) -> list[Declared]:
    """Return the params that a library makes of a dataclass."""
    machine = call.machine
    pairs = flat_fields(cls, machine, prefix) if flat else ((prefix, field) for field in fields_of(cls, machine))
    result: list[Declared] = []
    for before, field in pairs:
        declared = field.declared(before)
        style(declared, field)
        result.append(declared)
    return result


def _register(parser: Parser, call: Call) -> None:
    parser.parsed.append(call.place)
    if parser not in call.machine.programs:
        call.machine.programs.append(parser)


# tyro


def _tyro_cli(call: Call) -> Value:
    target = call.get(0, "f")
    parser = Parser(call.place, framework="tyro")
    _tyro_target(parser, target, call)
    _register(parser, call)
    if isinstance(target, FunctionValue):
        call.machine.invoke(target, (), dict.fromkeys((param.name for param in parser.params), UNKNOWN))
        return UNKNOWN
    return Namespace(parser)


def _tyro_target(parser: Parser, target: Value, call: Call) -> None:
    if isinstance(target, ClassValue):
        if is_record(target):
            parser.params += class_params(target, call, _tyro_style)
        else:
            parser.params += callable_params(target, call.machine, _tyro_signature)
    elif isinstance(target, FunctionValue):
        parser.params += callable_params(target, call.machine, _tyro_signature)
        for declared in list(parser.params):
            _expand(parser, declared, target, call)


def _expand(parser: Parser, declared: Declared, target: FunctionValue, call: Call) -> None:
    """Put the fields of a dataclass in place of the argument that takes it."""
    held = target.argument_class(declared.name, call.machine)
    if held is not None and is_record(held):
        index = parser.params.index(declared)
        parser.params[index : index + 1] = class_params(held, call, _tyro_style, prefix=f"{declared.name}.")


def _tyro_signature(declared: Declared) -> None:
    flag = f"--{declared.name.replace('_', '-')}"
    declared.flags, declared.positional = (flag,), False
    if declared.type == "bool" and not declared.required:
        declared.flags = (flag, f"--no-{flag[2:]}")
        declared.action = "boolean_optional"


def _tyro_subcommands(call: Call) -> Value:
    """Follow `tyro.extras.subcommand_cli_from_dict({...})`."""
    parser = Parser(call.place, framework="tyro")
    commands = call.get(0, "subcommands")
    for name, target in commands.items() if isinstance(commands, dict) else ():
        child = Parser(call.place, framework="tyro", parent=parser)
        _tyro_target(child, target, call)
        child.defaults = {"function": target} if isinstance(target, FunctionValue) else {}
        parser.children[str(name)] = child
    _register(parser, call)
    return UNKNOWN


# HfArgumentParser


class HuggingFaceParser(Parser):
    """`HfArgumentParser`: an argparse parser whose params are the fields of dataclasses."""

    def attribute(self, name: str) -> Value:
        if name.startswith("parse_"):
            return Method(self._into_dataclasses)
        return super().attribute(name)

    def _into_dataclasses(self, call: Call) -> Value:
        _register(self, call)
        return UNKNOWN


def _huggingface(call: Call) -> Value:
    parser = HuggingFaceParser(call.place, framework="HfArgumentParser")
    given = call.get(0, "dataclass_types")
    for cls in given if isinstance(given, list | tuple) else [given]:
        parser.params += huggingface_params(cls, call)
    return parser


def huggingface_params(cls: Value, call: Call) -> list[Declared]:
    """Return the params of one dataclass; those of a library's own settings are known by name."""
    params: dict[str, Declared] = {}
    for base in reversed(cls.line()) if isinstance(cls, ClassValue) else [cls]:
        if isinstance(base, External):
            place = cls.scope.module.place(cls.node) if isinstance(cls, ClassValue) else call.place
            params |= {param.name: param for param in known_arguments(base.name, place)}
    if isinstance(cls, ClassValue):
        params |= {param.name: param for param in class_params(cls, call, _huggingface_style, flat=False)}
    return list(params.values())


# simple-parsing, pyrallis, draccus, pydantic settings


def _parse_class(framework: str, style: Style) -> Handler:
    def handler(call: Call) -> Value:
        cls = call.get(0, "config_class")
        parser = Parser(call.place, framework=framework)
        if isinstance(cls, ClassValue):
            parser.params = class_params(cls, call, style)
        _register(parser, call)
        return Namespace(parser)

    return handler


def _wrap(_call: Call) -> Value:
    """Follow `@draccus.wrap()`: the function's first argument is a dataclass that its call reads."""

    def decorate(inner: Call) -> Value:
        function = inner.positional[0] if inner.positional else UNKNOWN
        return WrappedMain(function) if isinstance(function, FunctionValue) else function

    return Method(decorate)


class WrappedMain(Native):
    """A function whose call reads its config from the command line."""

    def __init__(self, function: FunctionValue) -> None:
        self.function = function

    def call(self, call: Call) -> Value:
        arguments = self.function.node.args.args
        cls = self.function.argument_class(arguments[0].arg, call.machine) if arguments else None
        parser = Parser(self.function.place, framework="draccus")
        if cls is not None:
            parser.params = class_params(cls, call, _valued_style)
        _register(parser, call)
        return call.machine.invoke(self.function, (Namespace(parser),))


class SimpleParser(Parser):
    """The parser of simple-parsing: argparse's, which takes dataclasses as well."""

    def attribute(self, name: str) -> Value:
        return Method(self._add_dataclass) if name == "add_arguments" else super().attribute(name)

    def _add_dataclass(self, call: Call) -> Value:
        cls = call.get(0, "dataclass")
        cls = cls.cls if isinstance(cls, InstanceValue) else cls
        if isinstance(cls, ClassValue):
            self.params += class_params(cls, call, _valued_style)
        return None


def _simple_parser(call: Call) -> Value:
    return SimpleParser(call.place, framework="simple-parsing")


# Tap


class TapParser(Native):
    """What a class gets from `Tap`: its fields are the params."""

    def __init__(self, call: Call) -> None:
        self.place = call.place

    def attribute(self, name: str) -> Value:
        return Method(self._parse) if name.startswith("parse_") else UNKNOWN

    def _parse(self, call: Call) -> Value:
        instance = call.receiver
        parser = Parser(self.place, framework="tap")
        if isinstance(instance, InstanceValue):
            parser.params = class_params(instance.cls, call, _tap_style, flat=False)
        _register(parser, call)
        return Namespace(parser)


def _field_list(call: Call) -> Value:
    """Follow `dataclasses.fields(Config)`, which loops over `add_argument` use."""
    cls = call.get(0, "class_or_instance")
    cls = cls.cls if isinstance(cls, InstanceValue) else cls
    return [FieldValue(field) for field in fields_of(cls, call.machine)] if isinstance(cls, ClassValue) else UNKNOWN


class FieldValue(Native):
    """A `dataclasses.Field`."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def attribute(self, name: str) -> Value:
        field = self.field
        if name == "default":
            return UNKNOWN if field.default is MISSING else field.default
        if name == "type":
            return External({"path": "pathlib.Path"}.get(str(field.annotation.type), str(field.annotation.type)))
        if name == "metadata":
            return {"help": field.help} if field.help else {}
        return field.name if name == "name" else UNKNOWN


HANDLERS: dict[str, Handler] = {
    "tyro.cli": _tyro_cli,
    "tyro.extras.subcommand_cli_from_dict": _tyro_subcommands,
    "tyro.extras.overridable_config_cli": _tyro_subcommands,
    "transformers.HfArgumentParser": _huggingface,
    "transformers.hf_argparser.HfArgumentParser": _huggingface,
    "trl.TrlParser": _huggingface,
    "trl.H4ArgumentParser": _huggingface,
    "simple_parsing.ArgumentParser": _simple_parser,
    "simple_parsing.parse": _parse_class("simple-parsing", _valued_style),
    "pyrallis.parse": _parse_class("pyrallis", _valued_style),
    "draccus.parse": _parse_class("draccus", _valued_style),
    "pyrallis.wrap": _wrap,
    "draccus.wrap": _wrap,
    "tap.Tap": TapParser,
    "dataclasses.fields": _field_list,
}
