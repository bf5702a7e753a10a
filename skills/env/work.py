"""What one build is about: the specification, the Pythons, the installer. The same to plan and to run."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import uv
from packaging.specifiers import SpecifierSet

from contracts.env import EnvContract
from contracts.errors import Refused, Unreachable
from contracts.repo import EntryPoint, RepoContract
from skills.arguments import Env
from skills.env.answering import program_to_ask
from skills.env.build import is_sound
from skills.env.downloads import TORCH_FAMILY, cpu_builds, foreseen, has_gpu, wants_torch
from skills.env.index_settings import read_index_settings
from skills.env.installer import Installer
from skills.env.interpreters import Interpreter, Machine, allowed, choose, requirement_on_python
from skills.env.ladder import Ladder
from skills.env.pip import Pip
from skills.env.redaction import redact
from skills.env.specification import Specification, specification_of
from skills.env.uv import Uv
from skills.host import Host
from skills.skill import SkillContext

Choice = Literal["auto", "uv", "pip"]

_RECENT = timedelta(days=60)
"""Code that changed within this time is taken to fit the newest versions."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be built."""

    specification: Specification
    machine: Machine
    requires: SpecifierSet
    """What the repository declares about Python."""
    args: Env
    installer: Installer
    envs: Path
    root: Path
    """Where the code is."""
    program: EntryPoint | None
    """The one to be asked for its help."""
    now: datetime

    @property
    def folder(self) -> Path:
        """Where the resolution is made."""
        return self.envs / "work" / self.specification.digest[:16]

    @property
    def first(self) -> Interpreter:
        """The Python to try first.

        Raises:
            BadRequest: The one that was asked for is not there.
            Refused: None fits what the repository declares.
        """
        pinned = self.specification.python
        return choose(self.machine, asked=self.args.python, pinned=pinned, requires=self.requires)

    def ladder(self) -> Ladder:
        """Return everything that may be tried."""
        first = self.first
        committed = last_commit(self.machine.host, self.root)
        is_old = committed is not None and self.now - committed > _RECENT
        return Ladder(
            self.specification, first, lambda: self._others(first), committed if is_old else None, self.args.relax
        )

    def _others(self, first: Interpreter) -> list[Interpreter]:
        if self.args.python is not None:
            return []
        return [other for other in allowed(self.machine, self.requires) if other.minor != first.minor]

    def is_done(self, env: EnvContract) -> bool:
        """Whether an environment is the answer already."""
        if env.specification_digest != self.specification.digest or not is_sound(Path(env.folder), env.lock_digest):
            return False
        if self.args.python is None:
            return self.requires.contains(env.python_version, prereleases=True)
        interpreter = self.first
        return env.python_version == str(interpreter.version)

    @property
    def asks_cpu_index(self) -> bool:
        """Whether PyTorch will be looked for in its own index of CPU builds."""
        asked = TORCH_FAMILY & self.specification.names
        wants = wants_torch(self.specification.names) and not has_gpu() and self.installer.name == "uv"
        return wants and not (asked and asked <= set(self._small_builds()))

    def _small_builds(self) -> dict[str, str]:
        return cpu_builds(self.installer.wheel_folders, self.specification.requirements, self.first)

    def large_download(self) -> str | None:
        """Return what to say of a large download: what a resolution found, else what is to be expected."""
        try:
            found = json.loads((self.folder / "download.json").read_text(encoding="utf-8"))
            return redact(str(found["says"]))
        except (OSError, ValueError, KeyError, TypeError):
            return foreseen(self.specification.names, self._small_builds(), gpu=has_gpu())


def work_of(args: Env, repo: RepoContract, context: SkillContext, machine: Machine, choice: Choice) -> Work:
    """Return what is to be built for a repository. Reads only.

    Raises:
        BadRequest: The repository has no such extra.
        Refused: The installer that was asked for is not there.
        Broken: The settings of pip cannot be read.
    """
    return Work(
        specification=specification_of(repo, args.extras),
        machine=machine,
        requires=requirement_on_python(repo.python_requires),
        args=args,
        installer=_installer(choice, machine.variables),
        envs=context.project.envs,
        root=Path(repo.root),
        program=program_to_ask(repo),
        now=context.clock(),
    )


def _installer(choice: Choice, variables: Mapping[str, str]) -> Installer:
    settings = read_index_settings(variables)
    program = None if choice == "pip" else find_uv(variables)
    if program is not None:
        return Uv(program, settings)
    if choice == "uv":
        raise Refused("There is no uv on this machine. The setting asks for it. Install it, or choose `pip` or `auto`.")
    return Pip(settings)


def find_uv(variables: Mapping[str, str]) -> str | None:
    """Return the path of uv: the one that came with us, else that of the machine; None where there is none."""
    try:
        return str(uv.find_uv_bin())
    except FileNotFoundError:
        return shutil.which("uv", path=variables.get("PATH"))


def last_commit(host: Host, root: Path) -> datetime | None:
    """Return the moment of a repository's last commit; None where it has none or git is not there."""
    argv = ("git", "-C", str(root), "-c", "log.showSignature=false", "log", "-1", "--format=%cI")
    try:
        done = host.run(argv, cwd=Path("/"), timeout_s=20)
        return datetime.fromisoformat(done.stdout.strip()) if done.exit_code == 0 else None
    except (Unreachable, ValueError):
        return None
