"""The programs of a repository: what each is for, how it is called, and with which params."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from contracts.names import EntryKind
from contracts.repo import EntryPoint, Evidence, Finding, Param
from skills.analyze.constants import constant_params
from skills.analyze.declared import Declared
from skills.analyze.environment import environment_params
from skills.analyze.kinds import NAME_WEIGHT, ModuleSignals, Signal, Votes, call_signals, is_aside, name_signal
from skills.analyze.modes import Mode, modes_of
from skills.analyze.module import FoundCall, Module
from skills.analyze.modules import Modules
from skills.analyze.programs import CommandLine, Follower
from skills.analyze.startable import Startable, Started
from skills.analyze.vendored import is_vendored, vendored_folders

_DOCUMENTED_WEIGHT = 0.5
_MOST_ENTRIES = 300


@dataclass(frozen=True)
class Program:
    """An entry point with what it was made of."""

    entry: EntryPoint
    started: Started
    line: CommandLine | None
    closure: tuple[Module, ...]
    is_vendored: bool = False
    """Whether it belongs to another project inside the repository."""


@dataclass
class Programs:
    """What was found."""

    programs: list[Program] = field(default_factory=list)
    others: list[Program] = field(default_factory=list)
    """What can be started and seems to be for something else."""
    findings: list[Finding] = field(default_factory=list)


def find_programs(modules: Modules, startable: Startable) -> Programs:
    """Return the entry points of a repository, in the order of their files."""
    found = Programs()
    follower = Follower(modules)
    signals = ModuleSignals()
    folders = vendored_folders(modules.tree)
    for started in startable.find():
        if len(found.programs) >= _MOST_ENTRIES:
            says = f"There are more than {_MOST_ENTRIES} programs; the rest was left out. Name the sub-folder to read."
            found.findings.append(Finding(level="warning", says=says))
            break
        closure = tuple(modules.closure(started.module))
        followed = follower.follow(started.module, closure, started.function)
        if not followed.is_complete:
            says = "The program is too long to be followed to its end; some of its params may be missing."
            found.findings.append(Finding(level="warning", says=says, place=started.module.place(started.module.tree)))
        found.findings += followed.findings
        before = len(found.programs)
        foreign = is_vendored(started.module.path, folders)
        for line in _ways(followed.lines):
            programs = _programs(started, line, closure, signals)
            found.programs += [replace(program, is_vendored=foreign) for program in programs]
        if len(found.programs) == before:
            line = next(iter(_ways(followed.lines)))
            entry = _entry(started, line, closure, Judged("prepare", 0.0))
            found.others.append(Program(entry, started, line, closure))
    return found


def _ways(lines: Sequence[CommandLine]) -> list[CommandLine | None]:
    """Return the ways to call a program; parsers that read the same command line in turn are one way."""
    whole = [line for line in lines if not line.words]
    parts: list[CommandLine | None] = [line for line in lines if line.words]
    if not whole:
        return parts or [None]
    params: dict[str, Declared] = {}
    for line in whole:
        for param in line.params:
            known = params.setdefault(param.name, param)
            known.flags = tuple(dict.fromkeys((*known.flags, *param.flags)))
    return [replace(whole[0], params=tuple(params.values())), *parts]


def _programs(
    started: Started, line: CommandLine | None, closure: tuple[Module, ...], signals: ModuleSignals
) -> list[Program]:
    votes = _votes(started, line, closure, signals)
    best = votes.best()
    modes = _modes(started, line, closure, best[0] if best else None)
    if not modes:
        if best is None or (started.is_imported and not _stands_alone(started, line)):
            return []
        entry = _entry(started, line, closure, Judged(best[0], best[1], votes.evidence(best[0])))
        return [Program(entry, started, line, closure)]
    result = []
    for mode in modes:
        sure = max(0.6, best[1]) if best else 0.6
        evidence = (*((mode.evidence,) if mode.evidence else ()), *votes.evidence(mode.kind))
        entry = _entry(started, line, closure, Judged(mode.kind, sure, evidence[:4]), mode)
        result.append(Program(entry, started, line, closure))
    return result


def _modes(
    started: Started, line: CommandLine | None, closure: tuple[Module, ...], main: EntryKind | None
) -> list[Mode]:
    """Return what a program can be told to do; a program whose name says one other thing than training does that."""
    named = name_signal(started.module.stem, None)
    if line is None or line.words or (named and named.kind != "train" and named.weight >= NAME_WEIGHT):
        return []
    return modes_of(line.params, main, closure)


def _stands_alone(started: Started, line: CommandLine | None) -> bool:
    """Whether a module that others import is a program as well: it reads a command line, or is written about."""
    if line is not None or started.documented or started.function:
        return True
    named = name_signal(started.module.stem, None)
    return named is not None and named.weight >= 7 and not is_aside(started.module.stem)


def _votes(started: Started, line: CommandLine | None, closure: tuple[Module, ...], signals: ModuleSignals) -> Votes:
    votes = Votes()
    module = started.module
    words = line.words if line else ()
    if words and line:
        _vote_for_command(votes, words, line, signals)
        return votes
    place = module.place(module.tree)
    text = started.name or (PurePosixPath(module.path).parent.name if module.stem == "__main__" else module.stem)
    named = name_signal(text, place)
    if named:
        votes.add(named, named.weight * (0.3 if is_aside(text) else 1.0))
    else:
        folder = name_signal(PurePosixPath(module.path).parent.name, None)
        if folder:
            says = f"is in folder `{module.folder}`"
            votes.add(Signal(folder.kind, 1.0, Evidence(says=says, place=place)))
    if line and line.function is not None and not named:
        own = name_signal(line.function.name, line.place)
        if own:
            votes.add(own)
    for signal in signals.of(module):
        votes.add(signal, signal.weight * (0.3 if is_aside(text) else 1.0))
    votes.inherit(signal for other in closure[1:60] for signal in signals.of(other))
    for command in started.documented[:1]:
        best = votes.best()
        if best:
            evidence = Evidence(says=f"is started there as `{command.says}`", place=command.place)
            votes.add(Signal(best[0], _DOCUMENTED_WEIGHT, evidence))
    return votes


def _vote_for_command(votes: Votes, words: tuple[str, ...], line: CommandLine, signals: ModuleSignals) -> None:
    named = name_signal(words[-1], line.place)
    if named is None and len(words) > 1:
        named = name_signal(words[0], line.place)
    if named:
        votes.add(named)
    if line.function is not None:
        module, node = line.function.scope.module, line.function.node
        inside = [call for call in module.calls if _is_inside(call, node.lineno, node.end_lineno or node.lineno)]
        for signal in call_signals(inside):
            votes.add(signal)
        if not named:
            votes.inherit(signals.of(module))


def _is_inside(call: FoundCall, first: int, last: int) -> bool:
    return first <= call.node.lineno <= last


@dataclass(frozen=True)
class Judged:
    """What a program is believed to be for."""

    kind: EntryKind
    confidence: float
    evidence: tuple[Evidence, ...] = ()


def _entry(
    started: Started, line: CommandLine | None, closure: tuple[Module, ...], judged: Judged, mode: Mode | None = None
) -> EntryPoint:
    module = started.module
    words = line.words if line else ()
    more = mode.words if mode else ()
    hidden = set(mode.params) if mode else set()
    return EntryPoint(
        name=" ".join((started.name or module.path, *words, *more)),
        path=module.path,
        kind=judged.kind,
        confidence=round(judged.confidence, 2),
        command=(*started.command, *words, *more),
        subcommand=words,
        cwd=started.cwd,
        framework=line.framework if line else None,
        params=tuple(param for param in _params(module, line, closure) if param.name not in hidden),
        evidence=judged.evidence,
    )


def _params(module: Module, line: CommandLine | None, closure: tuple[Module, ...]) -> tuple[Param, ...]:
    params: list[Param] = []
    if line:
        params += [declared.param().model_copy(update={"scope": "program"}) for declared in line.outer]
        params += [declared.param() for declared in line.params]
    params += environment_params(closure)
    return (*params, *constant_params(module, closure, params))
