"""Ask a program for its help, in a copy of its code: then the environment is known to start it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from contracts.errors import Unreachable
from contracts.repo import EntryPoint, RepoContract
from skills.env.commands import Commands
from skills.env.dependency_files import entries_of
from skills.env.redaction import redact
from store.snapshots.snapshots import Snapshots

_TIMEOUT_S = 120.0
_ANSWERING = frozenset(
    {
        "absl", "argparse", "click", "draccus", "fire", "hfargumentparser", "hydra", "jsonargparse", "lightningcli",
        "simple-parsing", "tap", "typer", "tyro",
    }
)  # fmt: skip
"""What reads a command line and answers `--help` without doing anything else."""
QUIET = {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "WANDB_MODE": "disabled"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said to `--help`."""

    entry: str
    works: bool
    line: str
    """Its first line where it works, its last one where it does not."""

    @property
    def evidence(self) -> str:
        return f"{self.entry} --help {'says' if self.works else 'fails'}: {self.line}"


def program_to_ask(repo: RepoContract) -> EntryPoint | None:
    """Return the first program that answers `--help`; None where none does, or the code is not there."""
    if not Path(repo.root).is_dir():
        return None
    return next((entry for entry in entries_of(repo) if (entry.framework or "").lower() in _ANSWERING), None)


def asking(python: str, entry: EntryPoint) -> tuple[str, ...]:
    """Return the command that asks."""
    return (python, *entry.command, "--help")


def ask(commands: Commands, python: Path, repo: RepoContract, entry: EntryPoint, snapshots: Path) -> Answer:
    """Return what a program answers.

    Args:
        commands: Runs it.
        python: The environment's interpreter.
        repo: Says where the code is, and which of its folders belong on the path.
        entry: The program.
        snapshots: The project's frozen code, through which the copy is made.

    Raises:
        Broken: The code cannot be copied.
        Cancelled: The user interrupted.
    """
    with _copy(Path(repo.root), snapshots, commands.cwd / "copy") as copy:
        paths = os.pathsep.join(str((copy / folder).resolve()) for folder in repo.packages_at)
        there = replace(commands, cwd=copy / entry.cwd)
        try:
            done = there.run(asking(str(python), entry), {**QUIET, "PYTHONPATH": paths}, timeout_s=_TIMEOUT_S)
        except Unreachable as error:
            return Answer(entry.name, works=False, line=redact(str(error)))
    lines = [line.strip() for line in (done.stdout if done.exit_code == 0 else done.output).splitlines()]
    said = [line for line in lines if line]
    if done.exit_code != 0:
        return Answer(entry.name, works=False, line=said[-1] if said else f"exit code {done.exit_code}")
    return Answer(entry.name, works=bool(said), line=said[0] if said else "nothing")


@contextmanager
def _copy(root: Path, snapshots: Path, folder: Path) -> Iterator[Path]:
    """Give a copy of the code as it is now, without the data that the user's folder holds."""
    shutil.rmtree(folder, ignore_errors=True)
    frozen = Snapshots(snapshots)
    try:
        frozen.checkout(frozen.freeze(root, label="env").commit, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
