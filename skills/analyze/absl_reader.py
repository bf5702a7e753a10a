"""Flags of absl and of TensorFlow 1: declared anywhere in the program, read when the application runs."""

from contracts.repo import ParamType
from skills.analyze.argparse_reader import Parser
from skills.analyze.config_trees import python_config
from skills.analyze.declared import Declared, json_choices
from skills.analyze.expressions import Handler
from skills.analyze.values import UNKNOWN, Bound, Call, FunctionValue, Native, Value

_MODULES = ("absl.flags", "tensorflow.app.flags", "tensorflow.flags", "tensorflow.compat.v1.app.flags",
            "tensorflow.compat.v1.flags", "tensorflow.python.platform.flags", "gflags")  # fmt: skip
_APPS = ("absl.app", "tensorflow.app", "tensorflow.compat.v1.app", "tensorflow.python.platform.app")
_TYPES: dict[str, ParamType] = {
    "DEFINE_string": "str",
    "DEFINE_integer": "int",
    "DEFINE_float": "float",
    "DEFINE_bool": "bool",
    "DEFINE_boolean": "bool",
    "DEFINE_enum": "str",
    "DEFINE_list": "str",
    "DEFINE_spaceseplist": "str",
    "DEFINE_multi_string": "str",
    "DEFINE_multi_integer": "int",
    "DEFINE_multi_float": "float",
}
STATE = "absl.flags"


def _define(kind: str) -> Handler:
    def handler(call: Call) -> Value:
        parser = _parser(call)
        name = call.get(0, "name")
        if not isinstance(name, str):
            return UNKNOWN
        is_enum = kind == "DEFINE_enum"
        declared = Declared(name=name, place=call.place, flags=(f"--{name}",), type=_TYPES[kind])
        declared.default, declared.default_source = call.get(1, "default"), call.source(1, "default")
        text = call.get(3 if is_enum else 2, "help")
        declared.help = text if isinstance(text, str) else None
        if is_enum:
            declared.choices = json_choices(call.get(2, "enum_values"))
        if kind.startswith("DEFINE_multi"):
            declared.action = "append"
        if declared.type == "bool":
            declared.action = "boolean_optional"
            declared.flags = (f"--{name}", f"--no{name}")
        if call.keywords.get("required") is True:
            declared.required = True
        parser.params.append(declared)
        return FlagHolder()

    return handler


class FlagHolder(Native):
    """What a definition returns: `.value` is known only when the program runs."""


def _parser(call: Call) -> Parser:
    found = call.machine.state.setdefault(STATE, Parser(call.place, framework="absl"))
    assert isinstance(found, Parser)
    return found


def _config_file(call: Call) -> Value:
    """Follow `config_flags.DEFINE_config_file`: the file is a flag, and each of its values is one as well."""
    parser = _parser(call)
    name = call.get(0, "name")
    if not isinstance(name, str):
        return UNKNOWN
    declared = Declared(name=name, place=call.place, flags=(f"--{name}",), type="path")
    declared.default, declared.default_source = call.get(1, "default"), call.source(1, "default")
    declared.required = declared.default is None
    parser.params.append(declared)
    if isinstance(declared.default, str):
        for value in python_config(call.machine, declared.default, call.place.path):
            value.name = f"{name}.{value.name}"
            value.flags, value.syntax = (f"--{value.name}",), "equals"
            parser.params.append(value)
    return FlagHolder()


def _run(call: Call) -> Value:
    parser = _parser(call)
    if parser not in call.machine.programs:
        call.machine.programs.append(parser)
        main = call.get(0, "main")
        if main is None and (module := call.machine.module_at(call.place.path)):
            main = module.scope.names.get("main")
        if isinstance(main, FunctionValue | Bound):
            call.machine.invoke(main)
    return UNKNOWN


def _mark_required(call: Call) -> Value:
    names = call.get(0, "flag_names", call.get(0, "flag_name"))
    for param in _parser(call).params:
        if param.name == names or (isinstance(names, list | tuple) and param.name in names):
            param.required = True
    return None


def _handlers() -> dict[str, Handler]:
    found: dict[str, Handler] = {}
    for module in _MODULES:
        found |= {f"{module}.{kind}": _define(kind) for kind in _TYPES}
        found[f"{module}.mark_flag_as_required"] = _mark_required
        found[f"{module}.mark_flags_as_required"] = _mark_required
        found[f"{module}.FLAGS"] = _run
    for app in _APPS:
        found[f"{app}.run"] = _run
    found["ml_collections.config_flags.DEFINE_config_file"] = _config_file
    found["ml_collections.config_flags.config_flags.DEFINE_config_file"] = _config_file
    return found


HANDLERS: dict[str, Handler] = _handlers()
