"""The command lines of a program: each with its subcommands, in the contract's words."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.repo import Finding, Place
from skills.analyze import (
    absl_reader,
    argparse_reader,
    click_reader,
    config_trees,
    dataclass_reader,
    fire_reader,
    hydra_reader,
    older_readers,
    typer_reader,
)
from skills.analyze.constants import settable_constants
from skills.analyze.declared import Declared, ordered
from skills.analyze.expressions import Handler
from skills.analyze.interest import Interest
from skills.analyze.interpreter import Interpreter
from skills.analyze.module import Module
from skills.analyze.modules import Modules
from skills.analyze.overrides_reader import argv_params, as_overrides, merged_settings, overrides_constants
from skills.analyze.values import FunctionValue, Machine, Native, is_plain

HANDLERS: Mapping[str, Handler] = {
    **argparse_reader.HANDLERS,
    **click_reader.HANDLERS,
    **typer_reader.HANDLERS,
    **dataclass_reader.HANDLERS,
    **fire_reader.HANDLERS,
    **absl_reader.HANDLERS,
    **hydra_reader.HANDLERS,
    **config_trees.HANDLERS,
    **older_readers.HANDLERS,
}


@dataclass(frozen=True)
class CommandLine:
    """One way to call a program: its subcommand words and what they take."""

    framework: str
    words: tuple[str, ...]
    """The subcommand; empty where there is none."""
    params: tuple[Declared, ...]
    outer: tuple[Declared, ...]
    """What the program takes before the subcommand."""
    place: Place
    help: str | None = None
    function: FunctionValue | None = None
    """What runs it, where that is known."""


@dataclass(frozen=True)
class Followed:
    """A program that was followed."""

    lines: tuple[CommandLine, ...]
    is_complete: bool
    findings: tuple[Finding, ...] = ()


class Follower:
    """Follows the programs of one repository."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules

    def follow(self, module: Module, closure: Sequence[Module], function: str | None = None) -> Followed:
        """Return the command lines of a module that is started, or of a function of it that a command calls.

        Args:
            module: The program.
            closure: It and what it imports.
            function: What an installed command calls.
        """
        machine = Interpreter(self._modules, HANDLERS, Interest(self._modules, closure))
        names = machine.follow(module, as_main=function is None)
        if function is not None:
            machine.follow_call(names.scope.names.get(function))
        flags = machine.state.get(absl_reader.STATE)
        if flags is not None and flags not in machine.programs:
            machine.programs.append(flags)
        _join_settings(machine)
        lines = [line for program in machine.programs for line in command_lines(program, machine)]
        if not lines and function is None:
            lines = list(self._read_by_hand(module))
        return Followed(tuple(lines), machine.is_complete)

    def _read_by_hand(self, module: Module) -> Iterator[CommandLine]:
        """Yield the command line of a program that looks at `sys.argv` itself."""
        place = module.place(module.tree)
        reader = overrides_constants(module, list(self._modules.by_path.values()))
        if reader is not None:
            params = as_overrides(settable_constants(module))
            yield CommandLine("overrides", (), tuple(params), (), reader.place(reader.tree))
        elif params := argv_params(module):
            yield CommandLine("sys.argv", (), tuple(params), (), place)


def _join_settings(machine: Interpreter) -> None:
    """Give the params of a tree of settings to the command line that fills it."""
    for settings, call, method in machine.state.get("merged", []):
        source = call.source(0, "cfg_list") or call.source(0, "args")
        text = ast.unparse(source) if source is not None else ""
        params = merged_settings(settings, call, method)
        parsers = [program for program in machine.programs if isinstance(program, argparse_reader.Parser)]
        for parser in parsers:
            rest = next((param for param in parser.params if param.name == text.rpartition(".")[2]), None)
            if rest is not None:
                parser.params.remove(rest)
                for param in params:
                    param.lead_in = next(iter(ordered(rest.flags)), None)
                parser.params += params
                break
        else:
            if "argv" in text or not parsers:
                machine.programs.append(argparse_reader.Parser(call.place, framework="settings", params=params))


def command_lines(program: Native, machine: Machine) -> Iterator[CommandLine]:
    """Yield every way to call a program."""
    if isinstance(program, argparse_reader.Parser):
        yield from _of_parser(program, (), ())
    elif isinstance(program, click_reader.Command):
        yield from _of_click(program, (), (), machine)
    elif isinstance(program, typer_reader.App):
        yield from _of_typer(program, (), (), machine)


def _of_parser(
    parser: argparse_reader.Parser, words: tuple[str, ...], outer: tuple[Declared, ...]
) -> Iterator[CommandLine]:
    for param in parser.params:
        if param.name in parser.defaults and is_plain(parser.defaults[param.name]):
            param.default, param.default_source = parser.defaults[param.name], None
    if parser.children:
        for name, child in parser.children.items():
            yield from _of_parser(child, (*words, name), (*outer, *parser.params))
        return
    functions = [value for value in parser.defaults.values() if isinstance(value, FunctionValue)]
    function = functions[0] if functions else None
    yield CommandLine(parser.framework, words, tuple(parser.params), outer, parser.place, parser.help, function)


def _of_click(
    command: click_reader.Command, words: tuple[str, ...], outer: tuple[Declared, ...], machine: Machine
) -> Iterator[CommandLine]:
    if command.children:
        for name, child in command.children.items():
            if isinstance(child, click_reader.Command):
                yield from _of_click(child, (*words, name), (*outer, *command.params), machine)
    if not command.children or command.runs_alone:
        yield CommandLine("click", words, tuple(command.params), outer, command.place, None, command.function)


def _of_typer(
    app: typer_reader.App, words: tuple[str, ...], outer: tuple[Declared, ...], machine: Machine
) -> Iterator[CommandLine]:
    own = tuple(typer_reader.read_signature(app.callback, machine)) if app.callback else ()
    is_single = len(app.commands) == 1 and not app.groups and app.callback is None
    for name, function in app.commands:
        params = tuple(typer_reader.read_signature(function, machine))
        inner = words if is_single else (*words, name)
        yield CommandLine("typer", inner, params, (*outer, *own), function.place, None, function)
    for name, group in app.groups:
        yield from _of_typer(group, (*words, name) if name else words, (*outer, *own), machine)
