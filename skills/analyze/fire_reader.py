"""Command lines that fire and jsonargparse make of functions and classes, and Lightning's."""

from contracts.repo import Place
from skills.analyze.argparse_reader import Parser
from skills.analyze.declared import Declared
from skills.analyze.expressions import Handler
from skills.analyze.signatures import callable_params
from skills.analyze.training_arguments import trainer_arguments
from skills.analyze.values import (
    UNKNOWN,
    Call,
    ClassValue,
    FunctionValue,
    InstanceValue,
    Machine,
    ModuleValue,
    Native,
    Value,
    is_plain,
)

_LIGHTNING_COMMANDS = ("fit", "validate", "test", "predict")


def _fire_style(declared: Declared) -> None:
    declared.flags = (f"--{declared.name}",)
    declared.syntax = "equals"


def _valued_style(declared: Declared) -> None:
    declared.flags = (f"--{declared.name}",)


def _cli_style(declared: Declared) -> None:
    """Jsonargparse: what has no default is positional."""
    declared.flags = () if declared.required else (f"--{declared.name}",)
    declared.positional = declared.required


def _fire(call: Call) -> Value:
    target = call.get(0, "component")
    if target is None:
        target = call.machine.module_at(call.place.path)
    parser = Parser(call.place, framework="fire")
    _fill(parser, target, call, fire=True)
    call.machine.programs.append(parser)
    for function in _functions(target):
        call.machine.invoke(function)
    return UNKNOWN


def _cli(call: Call) -> Value:
    target = call.get(0, "components")
    if target is None:
        target = call.machine.module_at(call.place.path)
    parser = Parser(call.place, framework="jsonargparse")
    _fill(parser, target, call, fire=False)
    call.machine.programs.append(parser)
    for function in _functions(target):
        call.machine.invoke(function)
    return UNKNOWN


def _fill(parser: Parser, target: Value, call: Call, *, fire: bool) -> None:
    """Give a parser the params of a function, or a child for each command of a class, a dict, a list or a module."""
    style = _fire_style if fire else _cli_style
    if isinstance(target, FunctionValue):
        parser.params += callable_params(target, call.machine, style)
        parser.defaults["function"] = target
        return
    owner = target.cls if isinstance(target, InstanceValue) else target
    if isinstance(owner, ClassValue) and not isinstance(target, InstanceValue):
        for declared in callable_params(owner, call.machine, _fire_style if fire else _valued_style):
            parser.params.append(declared)
    for name, value in _members(target):
        child = Parser(call.place, framework=parser.framework, parent=parser)
        _fill(child, value, call, fire=fire)
        parser.children[name] = child


def _members(target: Value) -> list[tuple[str, Value]]:
    if isinstance(target, dict):
        return [(str(name), value) for name, value in target.items() if not is_plain(value)]
    if isinstance(target, list | tuple):
        return [(value.name, value) for value in target if isinstance(value, FunctionValue | ClassValue)]
    if isinstance(target, ModuleValue):
        module = target.module
        own = [value for value in target.scope.names.values() if isinstance(value, FunctionValue)]
        return [(value.name, value) for value in own if value.scope.module is module and not value.name.startswith("_")]
    owner = target.cls if isinstance(target, InstanceValue) else target
    if isinstance(owner, ClassValue):
        methods = [(name, value) for name, value in owner.scope.names.items() if isinstance(value, FunctionValue)]
        return [(name, value) for name, value in methods if not name.startswith("_")]
    return []


def _functions(target: Value) -> list[FunctionValue]:
    values = (
        list(target.values()) if isinstance(target, dict) else target if isinstance(target, list | tuple) else [target]
    )
    return [value for value in values if isinstance(value, FunctionValue)]


# Lightning


def _lightning_cli(call: Call) -> Value:
    """Follow `LightningCLI(Model, DataModule)`: four commands, each with the params of model, data and trainer."""
    model, data = call.get(0, "model_class"), call.get(1, "datamodule_class")
    params = [
        *_of_class(model, "model", call.machine),
        *_of_class(data, "data", call.machine),
        *trainer_arguments(call.place, "trainer."),
        _config(call.place),
    ]
    parser = Parser(call.place, framework="LightningCLI")
    if call.keywords.get("run") is False:
        parser.params = params
    else:
        for name in _LIGHTNING_COMMANDS:
            child = Parser(call.place, framework="LightningCLI", parent=parser)
            child.params = [param.copy() for param in params]
            if name != "fit":
                child.params.append(_checkpoint(call.place))
            parser.children[name] = child
    call.machine.programs.append(parser)
    return UNKNOWN


def _of_class(cls: Value, prefix: str, machine: Machine) -> list[Declared]:
    if not isinstance(cls, ClassValue):
        return []
    found = callable_params(cls, machine, _valued_style)
    for declared in found:
        declared.name = f"{prefix}.{declared.name}"
        declared.flags = (f"--{declared.name}",)
    return found


def _config(place: Place) -> Declared:
    return Declared(
        name="config", place=place, flags=("--config", "-c"), type="path", default=None, help="Configuration file."
    )


def _checkpoint(place: Place) -> Declared:
    return Declared(name="ckpt_path", place=place, flags=("--ckpt_path",), type="path", default=None)


def _add_trainer(call: Call) -> Value:
    """Follow `Trainer.add_argparse_args(parser)`."""
    parser = call.get(0, "parent_parser")
    if isinstance(parser, Parser):
        parser.params += trainer_arguments(call.place)
    return parser if isinstance(parser, Native) else UNKNOWN


def _add_deepspeed(call: Call) -> Value:
    parser = call.get(0, "parser")
    if isinstance(parser, Parser):
        for name, kind, default in (("deepspeed", "bool", False), ("deepspeed_config", "path", None)):
            declared = Declared(name=name, place=call.place, flags=(f"--{name}",), default=default)
            declared.type = "bool" if kind == "bool" else "path"
            declared.action = "store_true" if kind == "bool" else "store"
            parser.params.append(declared)
    return parser if isinstance(parser, Native) else UNKNOWN


_LIGHTNINGS = ("pytorch_lightning", "lightning.pytorch", "lightning", "pl")
HANDLERS: dict[str, Handler] = {
    "fire.Fire": _fire,
    "fire.core.Fire": _fire,
    "jsonargparse.CLI": _cli,
    "jsonargparse.auto_cli": _cli,
    "deepspeed.add_config_arguments": _add_deepspeed,
    **{f"{name}.cli.LightningCLI": _lightning_cli for name in _LIGHTNINGS},
    **{f"{name}.utilities.cli.LightningCLI": _lightning_cli for name in _LIGHTNINGS},
    **{f"{name}.Trainer.add_argparse_args": _add_trainer for name in _LIGHTNINGS},
    **{f"{name}.trainer.Trainer.add_argparse_args": _add_trainer for name in _LIGHTNINGS},
}
