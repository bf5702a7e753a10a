"""What a skill may ask of a machine: run a command, start a job that outlives us, look at it, stop it.

A job belongs to a run folder on this machine, whatever host it runs on: a host that is elsewhere brings logs and
`job.json` into that folder when it is refreshed, so everything that reads a run reads local files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from contracts.run import JobFile


@dataclass(frozen=True, slots=True)
class Completed:
    """A command that ended."""

    argv: tuple[str, ...]
    exit_code: int
    """Negative: the number of the signal that ended it."""
    output: str
    """The last lines of stdout and stderr together, undecodable bytes replaced; at most 64 KiB."""
    stdout: str
    """All of stdout, at most 16 MiB."""


@dataclass(frozen=True, slots=True)
class Launch:
    """A job to start."""

    folder: Path
    """The run folder: logs go to `logs/`, the runner's own files beside it."""
    argv: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the allow-listed variables of the host; never written to disk."""
    sample_every_s: float = 2.0
    read_only: tuple[Path, ...] = ()
    """Folders and files the job may read and not change, where the system allows that; else `job.json` warns."""
    terminal: bool = False
    """Whether stdout and stderr are terminals to the job: progress bars then update, and buffers are flushed."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What is known of a job now."""

    status: Literal["pending", "running", "ended", "lost"]
    """`lost`: there is no such process and none wrote how it ended, or the host was started again."""
    job: JobFile | None
    """Absent until the runner wrote it."""


class Host(Protocol):
    """A machine that runs jobs."""

    @property
    def name(self) -> str:
        """The name users refer to it by."""
        ...

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        environment: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
        timeout_s: float | None = None,
    ) -> Completed:
        """Run a command to its end, with its output line by line.

        Raises:
            Unreachable: The program does not exist, or it did not end in time.
            Cancelled: The user interrupted; the command's whole process group was ended.
        """
        ...

    def start(self, launch: Launch) -> None:
        """Start a job that outlives this process; returns when its runner has written `job.json`.

        Raises:
            Unreachable: The runner could not be started; the message says why.
        """
        ...

    def refresh(self, folder: Path) -> JobState:
        """Bring what the job wrote into its run folder, and return its state."""
        ...

    def stop(self, folder: Path, *, grace_s: float = 10.0) -> JobState:
        """Ask the job to end, wait, then kill its whole process tree."""
        ...
