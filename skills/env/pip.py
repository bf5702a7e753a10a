"""Resolve and install with a Python's own venv and pip, where there is no uv."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.version import Version

from skills.env.index_settings import IndexSettings
from skills.env.installer import Argv, Question
from skills.env.interpreters import Interpreter
from skills.env.lock import Lock, read_pip_report

_ENOUGH = Version("23.0")
"""The first pip with reports and `--python` as they are now."""
_WITH_DATES = Version("26.0")
"""The first pip that can leave out what was published later."""
_REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Pip:
    """The installer `pip`, from an environment of its own: that of the machine may be old, foreign or missing."""

    settings: IndexSettings

    @property
    def name(self) -> Literal["pip"]:
        return "pip"

    @property
    def environment(self) -> Mapping[str, str]:
        return {**self.settings.for_pip, "NO_COLOR": "1"}

    @property
    def wheel_folders(self) -> tuple[Path, ...]:
        return self.settings.wheel_folders

    def preparing(self, question: Question, folder: Path) -> tuple[Argv, ...]:
        needed = _WITH_DATES if question.before else _ENOUGH
        make: Argv = (str(question.interpreter.path), "-m", "venv", "--clear", str(folder / "pip"))
        upgrade: Argv = (*_pip(folder), "install", "--upgrade", f"pip>={needed}")
        return (make,) if question.interpreter.pip >= needed else (make, upgrade)

    def resolving(self, question: Question, folder: Path) -> tuple[Argv, ...]:
        options: list[str] = []
        if question.constraints:
            options += ["--constraint", str(folder / "constraints.in")]
        if question.before:
            options += ["--uploaded-prior-to", f"{question.before:%Y-%m-%dT%H:%M:%SZ}"]
        resolve: Argv = (
            *_pip(folder), "install", "--dry-run", "--ignore-installed", "--report", str(folder / _REPORT),
            *options, "--requirement", str(folder / "requirements.in"),
        )  # fmt: skip
        return (resolve,)

    def read_lock(self, folder: Path) -> Lock:
        text = (folder / _REPORT).read_text(encoding="utf-8")
        (folder / _REPORT).unlink()
        return read_pip_report(text)

    def creating(self, interpreter: Interpreter, env: str) -> tuple[Argv, ...]:
        return ((str(interpreter.path), "-m", "venv", "--without-pip", env),)

    def installing(self, env: str, folder: Path, *, direct: bool) -> tuple[Argv, ...]:
        install: Argv = (*_pip(folder), "--python", f"{env}/bin/python", "install", "--no-deps")
        locked: Argv = (*install, "--require-hashes", "--requirement", str(folder / "lock.txt"))
        return (locked, (*install, "--requirement", str(folder / "direct.txt"))) if direct else (locked,)


def _pip(folder: Path) -> Argv:
    return (str(folder / "pip" / "bin" / "python"), "-m", "pip")
