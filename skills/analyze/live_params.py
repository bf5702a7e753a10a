"""Params with what is known of whether their program reads them."""

from contracts.repo import Param
from skills.analyze.entries import Program
from skills.analyze.liveness import Liveness, function_liveness, liveness
from skills.analyze.module import Function

_BY_FUNCTION = frozenset({"click", "typer", "fire", "jsonargparse"})
_BY_LIBRARY = frozenset({"hydra", "omegaconf", "settings", "LightningCLI", "draccus", "pyrallis"})
"""Frameworks whose values go through a tree or a library, where no single read can be seen."""
_ALL_READ = frozenset({"overrides", "sys.argv"})


def with_liveness(program: Program, params: tuple[Param, ...]) -> tuple[Param, ...]:
    """Return a program's params, each with whether it is read."""
    framework = program.entry.framework
    names = frozenset(param.name for param in params if param.binding == "cli")
    if framework in _BY_LIBRARY:
        nothing = Liveness(frozenset(), names, None, {})
        return tuple(nothing.applied(param) for param in params)
    if framework in _ALL_READ or not names:
        everything = Liveness(names, frozenset(), None, {})
        return tuple(everything.applied(param) for param in params)
    if framework in _BY_FUNCTION:
        function = program.line.function if program.line else None
        outer = frozenset(param.name for param in params if param.scope == "program")
        if function is None or not isinstance(function.node, Function):
            known = Liveness(frozenset(), names, None, {})
        else:
            found = function_liveness(function.node, names)
            known = Liveness(found.read, found.mentioned | outer, None, {})
        return tuple(known.applied(param) for param in params)
    known = liveness(program.closure, names)
    return tuple(param if _is_of_library(param) else known.applied(param) for param in params)


def _is_of_library(param: Param) -> bool:
    return bool(param.note and "depends on the installed version" in param.note)
