"""Turn the params a user asked for into a command line, variables, or changed constants in the run's own copy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from contracts.errors import BadRequest
from contracts.repo import EntryPoint, Param
from contracts.run import ParamValue
from skills.arguments import ParamText
from skills.runs.names import find_param
from skills.runs.values import fit


@dataclass(frozen=True, slots=True)
class Bound:
    """How the values reach the code."""

    arguments: tuple[str, ...] = ()
    """What follows the entry's command on the command line."""
    program_arguments: tuple[str, ...] = ()
    """What stands before the subcommand's word."""
    environment: Mapping[str, str] = field(default_factory=dict)
    constants: tuple[tuple[Param, JsonValue], ...] = ()
    """Constants to change in the run's own copy of the code."""
    values: Mapping[str, ParamValue] = field(default_factory=dict)
    """Every param of the entry with the value this run has, by its name in the code."""


def bind(
    entry: EntryPoint,
    asked: Mapping[str, ParamText],
    taken_over: Mapping[str, JsonValue] | None = None,
    ours: Mapping[str, JsonValue] | None = None,
) -> Bound:
    """Bind values to the params of an entry point.

    Args:
        entry: The program to run.
        asked: What the user said, by their names.
        taken_over: Values of another run, by the params' own names; they yield to what was asked.
        ours: Values that MLClaw sets, by the params' own names: the checkpoint, an output folder inside the run.

    Raises:
        BadRequest: A name is unknown or ambiguous, a value does not fit, or a required param has none.
    """
    chosen: dict[str, tuple[Param, ParamValue]] = {}
    by_name = {param.name: param for param in entry.params}
    for source, values in (("run", taken_over or {}), ("mlclaw", ours or {})):
        for name, value in values.items():
            if name in by_name:
                chosen[name] = (by_name[name], _value(by_name[name], value, source))
    said: dict[str, str] = {}
    for name, value in asked.items():
        param = find_param(entry, name)
        if param.name in said:
            raise BadRequest(f"{said[param.name]!r} and {name!r} both mean `{param.name}`. Say one of them.")
        said[param.name] = name
        chosen[param.name] = (param, _value(param, fit(param, value), "user"))
    _all_there(entry, chosen)
    return _assemble(entry, chosen)


def _value(param: Param, value: JsonValue, source: str) -> ParamValue:
    return ParamValue.model_validate({"value": value, "source": source, "binding": param.binding})


def _all_there(entry: EntryPoint, chosen: Mapping[str, object]) -> None:
    missing = [param for param in entry.params if param.required and param.name not in chosen]
    if missing:
        names = ", ".join(f"`{param.flag or param.name}` ({param.proof})" for param in missing)
        example = missing[0].flag or missing[0].name
        raise BadRequest(
            f"{entry.name!r} needs {names}, and nothing was said for {'it' if len(missing) == 1 else 'them'}. "
            f"It has no default. Say it as `{example.lstrip('-')}=VALUE`."
        )


def _assemble(entry: EntryPoint, chosen: Mapping[str, tuple[Param, ParamValue]]) -> Bound:
    options: list[str] = []
    program_options: list[str] = []
    positionals: list[str] = []
    environment: dict[str, str] = {}
    constants: list[tuple[Param, JsonValue]] = []
    for param in entry.params:
        if param.name not in chosen:
            continue
        value = chosen[param.name][1].value
        if param.binding == "env":
            environment[param.name] = _text(value)
        elif param.binding == "constant":
            constants.append((param, value))
        elif param.positional:
            positionals += _words(value)
        elif param.scope == "program":
            program_options += _option(param, value)
        else:
            options += _option(param, value)
    defaults = {
        param.name: ParamValue(value=param.default, source="default", binding=param.binding)
        for param in entry.params
        if param.has_default and param.name not in chosen
    }
    return Bound(
        arguments=(*options, *positionals),
        program_arguments=tuple(program_options),
        environment=environment,
        constants=tuple(constants),
        values={**defaults, **{name: value for name, (_, value) in chosen.items()}},
    )


def _option(param: Param, value: JsonValue) -> list[str]:
    """Return the words of one option.

    A value that starts with a dash is joined by `=`, so that no parser takes it for a flag.
    """
    flag = param.flag
    if flag is None:
        return []
    if param.syntax != "flag" and param.action == "store":
        words = _words(value)
        return [flag, *words] if param.syntax == "pair" else [f"{flag}={','.join(words)}"]
    if param.action == "store_true":
        return [flag] if value else []
    if param.action == "store_false":
        return [] if value else [flag]
    if param.action == "boolean_optional":
        off = next((spelling for spelling in param.flags if spelling.startswith("--no-")), f"--no-{flag.lstrip('-')}")
        on = next((spelling for spelling in param.flags if not spelling.startswith("--no-")), flag)
        return [on if value else off]
    if param.action == "append" and isinstance(value, list):
        return [word for item in value for word in (flag, _text(item))]
    words = _words(value)
    if len(words) == 1 and words[0].startswith("-") and flag.startswith("--"):
        return [f"{flag}={words[0]}"]
    return [flag, *words]


def _words(value: JsonValue) -> list[str]:
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    return json.dumps(value) if isinstance(value, dict | list) else repr(value)
