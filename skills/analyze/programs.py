"""The command lines of a program: each with its subcommands, in the contract's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contracts.repo import Finding, Place
from skills.analyze import argparse_reader, click_reader, typer_reader
from skills.analyze.declared import Declared
from skills.analyze.expressions import Handler
from skills.analyze.interest import Interest
from skills.analyze.interpreter import Interpreter
from skills.analyze.module import Module
from skills.analyze.modules import Modules
from skills.analyze.values import FunctionValue, Machine, Native, is_plain

HANDLERS: Mapping[str, Handler] = {**argparse_reader.HANDLERS, **click_reader.HANDLERS, **typer_reader.HANDLERS}


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
        self._interest = Interest(modules)

    def follow(self, module: Module, function: str | None = None) -> Followed:
        """Return the command lines of a module that is started, or of a function of it that a command calls."""
        machine = Interpreter(self._modules, HANDLERS, self._interest)
        names = machine.follow(module, as_main=function is None)
        if function is not None:
            machine.follow_call(names.scope.names.get(function))
        lines = [line for program in machine.programs for line in command_lines(program, machine)]
        return Followed(tuple(lines), machine.is_complete)


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
