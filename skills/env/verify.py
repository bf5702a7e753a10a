"""How far a finished environment was tried: which imports resolve."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contracts.errors import Unreachable
from contracts.repo import ImportUse
from skills.env.answering import QUIET
from skills.env.commands import Commands
from skills.safe_text import shown

_PROBE = Path(__file__).with_name("probe_imports.py")
_TIMEOUT_S = 600.0
_ERROR_LIMIT = 500
_LIBRARY = re.compile(r"(?P<library>lib[\w.+-]+\.so[\w.]*): cannot open shared object file")


@dataclass(frozen=True, slots=True)
class Tried:
    """A module and how its import ended."""

    use: ImportUse
    error: str | None
    """What it raised; absent where it worked."""

    @property
    def is_needed(self) -> bool:
        """Whether the code cannot start without it."""
        return self.use.when == "module"

    @property
    def missing_module(self) -> str | None:
        """The top-level module that was not found: its own, or one that it imports."""
        found = re.search(r"No module named '([\w]+)", self.error or "")
        return found[1] if found else None

    @property
    def missing_library(self) -> str | None:
        """The library of the system that was not found; no other version of a package brings it."""
        found = _LIBRARY.search(self.error or "")
        return found["library"] if found else None


def importing(python: str, modules: Sequence[str]) -> tuple[str, ...]:
    """Return the command that imports these modules, with nothing of the repository around."""
    return (python, "-I", str(_PROBE), *modules)


def try_imports(commands: Commands, python: Path, imports: Sequence[ImportUse]) -> tuple[Tried, ...]:
    """Import each module in the environment, in the order given."""
    said: dict[str, str | None] = {}
    left = [use.module for use in imports]
    while left:
        seen: list[str] = []
        there = replace(commands, listen=seen.append)
        try:
            done = there.run(importing(str(python), left), QUIET, timeout_s=_TIMEOUT_S)
            ended = f"the interpreter ended with exit code {done.exit_code}"
        except Unreachable:
            ended = f"it was not done after {_TIMEOUT_S:g} s"
        said.update(filter(None, map(_answer, seen)))
        left = [module for module in left if module not in said]
        if left:  # a crash takes the interpreter with it: name the module and go on behind it
            said[left.pop(0)] = ended
    return tuple(Tried(use, said[use.module]) for use in imports)


def _answer(line: str) -> tuple[str, str | None] | None:
    try:
        name, error = json.loads(line)
    except (ValueError, TypeError):
        return None
    if not isinstance(name, str) or not (error is None or isinstance(error, str)):
        return None
    return name, shown(" ".join(error.split()))[:_ERROR_LIMIT] if error is not None else None
