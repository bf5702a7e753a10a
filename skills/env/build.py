"""Make an environment from a lock, so that a part of one is never taken for the whole."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from skills.env.commands import Commands
from skills.env.installer import Argv, Installer
from skills.env.interpreters import Interpreter
from skills.env.lock import Lock
from skills.env.trouble import Trouble, trouble_in
from store.files import cannot_write, write_atomic

_MARKER = "mlclaw.json"
_INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-py3[^-]*)?\.(?:dist|egg)-info")


@dataclass(frozen=True, slots=True)
class Built:
    """An environment that stands."""

    folder: Path
    is_new: bool

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def discard(self) -> None:
        """Remove it where it was made just now."""
        if self.is_new:
            shutil.rmtree(self.folder, ignore_errors=True)


def folder_of(envs: Path, lock: Lock, interpreter: Interpreter) -> Path:
    """Return the folder of the environment of a lock; the same lock has the same folder."""
    return envs / lock.digest(interpreter)[:16]


def is_sound(env: Path, digest: str) -> bool:
    """Whether an environment was finished for this lock, and still has its interpreter and every package."""
    try:
        marker = json.loads((env / _MARKER).read_text(encoding="utf-8"))
        (env / "bin" / "python").resolve(strict=True)
        expected = {(str(name), str(version)) for name, version in marker["packages"]}
        return bool(marker["lock"] == digest) and expected <= _installed(env)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def build(
    commands: Commands, installer: Installer, lock: Lock, interpreter: Interpreter, envs: Path
) -> Built | Trouble:
    """Return the environment of a lock, made where there is none yet; or why a package could not be installed.

    Args:
        commands: Runs the installer, in the folder where the lock was resolved.
        installer: uv or pip.
        lock: What goes in.
        interpreter: What it stands on.
        envs: Where environments are.

    Raises:
        Broken: The disk is full or may not be written; what was there of the environment is gone.
    """
    env = folder_of(envs, lock, interpreter)
    digest = lock.digest(interpreter)
    if is_sound(env, digest):
        return Built(env, is_new=False)
    write_atomic(commands.cwd / "lock.txt", lock.requirements())
    write_atomic(commands.cwd / "direct.txt", lock.direct_requirements())
    with _whole_or_nothing(env):
        steps = installer.creating(interpreter, str(env))
        if lock.packages:
            steps += installer.installing(str(env), commands.cwd, direct=bool(lock.addresses))
        if trouble := _run(commands, installer, steps):
            shutil.rmtree(env, ignore_errors=True)
            return trouble
        write_atomic(env / "lock.txt", lock.requirements())
        write_atomic(env / _MARKER, json.dumps({"lock": digest, "packages": sorted(_installed(env))}) + "\n")
    return Built(env, is_new=True)


def _run(commands: Commands, installer: Installer, steps: Sequence[Argv]) -> Trouble | None:
    for argv in steps:
        done = commands.run(argv, installer.environment)
        if done.exit_code != 0:
            return trouble_in(done.output)
    return None


def _installed(env: Path) -> set[tuple[str, str]]:
    """Return name and version of every distribution in an environment."""
    found = (_INSTALLED.fullmatch(path.name) for path in env.glob("lib/python3.*/site-packages/*-info"))
    return {(str(canonicalize_name(match["name"])), _version(match["version"])) for match in found if match}


def _version(text: str) -> str:
    try:
        return str(Version(text.replace("_", "+", 1) if "+" not in text else text))
    except InvalidVersion:
        return text


@contextmanager
def _whole_or_nothing(env: Path) -> Iterator[None]:
    """Remove what an interrupted build left, and what this one leaves where it does not come to its end."""
    try:
        if env.exists():
            shutil.rmtree(env)
    except OSError as error:
        raise cannot_write(env, error) from error
    try:
        yield
    except BaseException:
        shutil.rmtree(env, ignore_errors=True)
        raise
