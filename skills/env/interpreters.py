"""The Pythons of this machine, and which of them an environment is built on."""

import importlib.util
import json
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from contracts.errors import BadRequest, Refused, Unreachable
from skills.host import Host

OLDEST = Version("3.8")
"""Older ones lack what both installers need."""
_NAME = re.compile(r"python3(\.\d+)?")
_PROBE = (
    "import importlib.util, json, platform, sys, sysconfig; print(json.dumps({"
    "'path': getattr(sys, '_base_executable', sys.executable), 'version': platform.python_version(),"
    "'implementation': sys.implementation.name, 'platform': sysconfig.get_platform(),"
    "'pip': __import__('ensurepip').version() if importlib.util.find_spec('ensurepip') else None}))"
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that answered."""

    path: Path
    version: Version
    platform: str
    """`linux-x86_64`."""
    pip: Version
    """Of the pip that it puts into an environment; 0 where it cannot: some systems package that apart."""

    @property
    def minor(self) -> str:
        """`3.11`."""
        return f"{self.version.major}.{self.version.minor}"


@dataclass(slots=True)
class Machine:
    """The Pythons of this machine; each is asked once."""

    host: Host
    variables: Mapping[str, str]
    _asked: dict[tuple[Path, int], Interpreter | None] = field(default_factory=dict)

    @property
    def own(self) -> Interpreter:
        """The one that this program runs on, without the environment around it."""
        bundled = importlib.util.find_spec("ensurepip") and importlib.import_module("ensurepip").version()
        version = Version(platform.python_version().rstrip("+"))
        return Interpreter(
            Path(getattr(sys, "_base_executable", None) or sys.executable),
            version,
            sysconfig.get_platform(),
            Version(bundled or "0"),
        )

    def interpreters(self) -> list[Interpreter]:
        """Return all of them, our own first, then the newest first; each minor and place once."""
        found: dict[Path, Interpreter] = {self.own.path.resolve(): self.own}
        for path in _candidates(self.variables):
            interpreter = self._ask(path)
            if interpreter is not None and interpreter.version >= OLDEST:
                found.setdefault(interpreter.path.resolve(), interpreter)
        own, *others = found.values()
        return [own, *sorted(others, key=lambda interpreter: interpreter.version, reverse=True)]

    def _ask(self, path: Path) -> Interpreter | None:
        try:
            key = (path, path.stat().st_mtime_ns)
        except OSError:
            return None
        if key not in self._asked:
            self._asked[key] = probe(self.host, path)
        return self._asked[key]


def probe(host: Host, path: Path) -> Interpreter | None:
    """Ask an interpreter what it is; None where it does not answer or is no CPython."""
    try:
        done = host.run((str(path), "-I", "-c", _PROBE), cwd=Path("/"), timeout_s=20)
        said = json.loads(done.stdout.splitlines()[-1]) if done.exit_code == 0 else {}
        if said.get("implementation") != "cpython":
            return None
        version, pip = Version(said["version"].rstrip("+")), Version(said["pip"] or "0")
        return Interpreter(Path(said["path"]), version, said["platform"], pip)
    except (Unreachable, ValueError, IndexError, KeyError, InvalidVersion):
        return None


def _candidates(variables: Mapping[str, str]) -> Iterator[Path]:
    """Yield the places where interpreters are: on the path, and where version managers keep theirs."""
    home = Path(variables.get("HOME") or Path.home())
    for folder in map(Path, filter(None, variables.get("PATH", "").split(":"))):
        if folder.name != "shims" and folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    data = Path(variables.get("XDG_DATA_HOME") or home / ".local/share")
    pyenv = Path(variables.get("PYENV_ROOT") or home / ".pyenv")
    for root, pattern in (
        (pyenv, "versions/3.*/bin/python"),
        (data / "uv/python", "cpython-3.*/bin/python3"),
        (Path("/opt/python"), "*/bin/python3"),
    ):
        yield from sorted(root.glob(pattern))


def exact_minor(text: str | None) -> str | None:
    """Return the one minor version that a declaration names: `3.8` for `==3.8.*`; None where it names none."""
    found = re.fullmatch(r"={2,3}(3\.\d+)(\.\*|\.\d+)?", (text or "").replace(" ", ""))
    return found[1] if found else None


def requirement_on_python(text: str | None) -> SpecifierSet:
    """Return what a repository declares about Python; an unreadable declaration asks for nothing.

    One exact version is what its author had, not what the code needs: others may serve.
    """
    if exact_minor(text):
        return SpecifierSet()
    try:
        return SpecifierSet((text or "").replace(" ", ""))
    except InvalidSpecifier:
        return SpecifierSet()


def choose(machine: Machine, *, asked: str | None, pinned: str | None, requires: SpecifierSet) -> Interpreter:
    """Return the Python to try first.

    Args:
        machine: What there is.
        asked: What the user said: a version or a path. Then there is no other choice.
        pinned: The version that the repository is developed with; its minor version is taken where it is there.
        requires: What the repository declares.

    Raises:
        BadRequest: What the user asked for is not on this machine.
        Refused: None satisfies what the repository requires.
    """
    if asked is not None:
        return _asked_for(machine, asked)
    fits = requires.contains(machine.own.version, prereleases=True)
    minor = ".".join(pinned.split(".")[:2]) if pinned else None
    if fits and (minor is None or machine.own.minor == minor):
        return machine.own
    fitting = allowed(machine, requires)
    if not fitting:
        raise Refused(
            f"The repository needs Python {str(requires)!r}, and this machine has {_listed(machine.interpreters())}. "
            "Install a Python that fits, or insist on one of these with `/env python=VERSION`."
        )
    return next((interpreter for interpreter in fitting if interpreter.minor == minor), fitting[0])


def allowed(machine: Machine, requires: SpecifierSet) -> list[Interpreter]:
    """Return the Pythons that satisfy what the repository declares, one for each minor version."""
    newest: dict[str, Interpreter] = {}
    for interpreter in machine.interpreters():
        if requires.contains(interpreter.version, prereleases=True):
            newest.setdefault(interpreter.minor, interpreter)
    return list(newest.values())


def _asked_for(machine: Machine, asked: str) -> Interpreter:
    if "/" in asked:
        interpreter = probe(machine.host, Path(asked).expanduser())
        found = [interpreter] if interpreter else []
    else:
        found = [interpreter for interpreter in machine.interpreters() if is_called(interpreter, asked)]
    if not found:
        raise BadRequest(
            f"There is no Python {asked!r} on this machine. It has {_listed(machine.interpreters())}. "
            "Name one of these, or install the one you want."
        )
    if found[0].version < OLDEST:
        raise BadRequest(f"Python {found[0].version} is too old. Both installers need {OLDEST} at least. Name another.")
    return found[0]


def is_called(interpreter: Interpreter, name: str) -> bool:
    """Whether `3.11`, `3.11.7`, `python3.11` or `py311` means this one."""
    digits = re.sub(r"^(cpython|python|py)[-@ ]*", "", name.strip().lower()).removesuffix(".*")
    if re.fullmatch(r"3\d{1,2}", digits):
        digits = f"3.{digits[1:]}"
    return f"{interpreter.version}.".startswith(f"{digits}.")


def _listed(found: list[Interpreter]) -> str:
    return ", ".join(str(interpreter.version) for interpreter in found) or "none"
