"""Resolve and install with uv."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from skills.env.index_settings import IndexSettings
from skills.env.installer import Argv, Question
from skills.env.interpreters import Interpreter
from skills.env.lock import Lock, read_pylock

_LOCK = "pylock.toml"


@dataclass(frozen=True, slots=True)
class Uv:
    """The installer `uv`."""

    program: str
    settings: IndexSettings

    @property
    def name(self) -> Literal["uv"]:
        return "uv"

    @property
    def environment(self) -> Mapping[str, str]:
        return {**self.settings.for_uv, "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}

    @property
    def wheel_folders(self) -> tuple[Path, ...]:
        return self.settings.wheel_folders

    def preparing(self, question: Question, folder: Path) -> tuple[Argv, ...]:  # noqa: ARG002 - uv is ready
        return ()

    def resolving(self, question: Question, folder: Path) -> tuple[Argv, ...]:
        options: list[str] = []
        if question.constraints:
            options += ["--constraints", str(folder / "constraints.in")]
        if question.before:
            options += ["--exclude-newer", f"{question.before:%Y-%m-%dT%H:%M:%SZ}"]
        if question.cpu_index:
            options += ["--torch-backend", "cpu"]
        command: Argv = (
            self.program, "pip", "compile", "--quiet", *self._common, "--python", str(question.interpreter.path),
            "--format", "pylock.toml", "--output-file", str(folder / _LOCK), *options, str(folder / "requirements.in"),
        )  # fmt: skip
        return (command,)

    def read_lock(self, folder: Path) -> Lock:
        text = (folder / _LOCK).read_text(encoding="utf-8")
        (folder / _LOCK).unlink()
        return read_pylock(text)

    def creating(self, interpreter: Interpreter, env: str) -> tuple[Argv, ...]:
        command: Argv = (
            self.program, "venv", "--quiet", *self._settings, "--no-project", "--no-python-downloads",
            "--python", str(interpreter.path), env,
        )  # fmt: skip
        return (command,)

    def installing(self, env: str, folder: Path, *, direct: bool) -> tuple[Argv, ...]:
        install: Argv = (
            self.program, "pip", "install", *self._common, "--no-deps", "--python", f"{env}/bin/python",
        )  # fmt: skip
        locked: Argv = (*install, "--require-hashes", "--requirement", str(folder / "lock.txt"))
        return (locked, (*install, "--requirement", str(folder / "direct.txt"))) if direct else (locked,)

    @property
    def _settings(self) -> Argv:
        """The user's own settings of uv, and never those of a folder above the project."""
        config = self.settings.uv_config
        return ("--config-file", str(config)) if config else ("--no-config",)

    @property
    def _common(self) -> Argv:
        index: Argv = ("--no-index",) if self.settings.no_index else ()
        return (*self._settings, "--no-python-downloads", *index)
