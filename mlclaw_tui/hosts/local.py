"""The machine we are on, as a host: commands in the foreground, jobs that outlive us under a runner of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil

from contracts.errors import Broken, Cancelled, Unreachable
from contracts.run import JobFile
from mlclaw_tui.hosts.environment import job_environment, passed_on
from mlclaw_tui.hosts.foreground import Foreground
from mlclaw_tui.hosts.processes import boot_id, end, is_alive, processes_of, wait_for_end
from skills.host import Completed, JobState, Launch
from store.files import read_contract, write_atomic

_RUNNER = Path(__file__).with_name("runner.py")
_TERMINAL = Path(__file__).with_name("terminal.py")
_ON_TERMINAL = {"TERM": "xterm", "NO_COLOR": "1"}
_START_S = 60.0
_RUNNER_SLACK_S = 15.0
"""What the runner may take beyond the grace to end what is left and to write how it ended."""


class LocalHost:
    """The machine we are on."""

    @property
    def name(self) -> str:
        return "local"

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
            Cancelled: The user interrupted; all that the command started was ended.
        """
        variables = job_environment(os.environ, environment or {})
        return Foreground(argv, cwd=cwd, environment=variables, on_line=on_line).finish(timeout_s)

    def start(self, launch: Launch) -> None:
        """Start a job that outlives this process; returns when its runner has written `job.json`.

        Raises:
            Unreachable: It could not be started; the message says why.
            Cancelled: The user interrupted; the job may run, and `refresh` tells.
        """
        environment = job_environment(os.environ, {**(_ON_TERMINAL if launch.terminal else {}), **launch.environment})
        document = {
            "argv": _on_terminal(launch, environment) if launch.terminal else list(launch.argv),
            "cwd": str(launch.cwd.absolute()),
            "environment": environment,
            "sample_every_s": launch.sample_every_s,
            "read_only": [str(path) for path in launch.read_only],
        }
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(_RUNNER), str(launch.folder.absolute())],
                input=json.dumps(document).encode(),
                env=passed_on(os.environ),
                capture_output=True,
                timeout=_START_S,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreachable(
                f"The runner said nothing for {_START_S:g} s. The disk of {str(launch.folder)!r} may hang. "
                "Look at the run before starting it again."
            ) from error
        except KeyboardInterrupt as error:
            raise Cancelled("Interrupted while the job was started: it may run. Ask for its status.") from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise Unreachable(
                said[-1]
                if said
                else f"The runner ended without a word, exit code {done.returncode}. Somebody killed it, or its Python "
                "is broken. The job may run all the same: look at the run before starting it again."
            )

    def refresh(self, folder: Path) -> JobState:
        """Return a job's state.

        Raises:
            BadFile: `job.json` cannot be read.
            Unreachable: The job runs, or ran, on another machine that shares this folder.
        """
        job = _read(folder)
        if job is None:
            return JobState("pending", None)
        if job.finished_at is not None:
            return JobState("ended", job)
        if job.boot_id != boot_id():
            _require_this_machine(job, folder)
            return JobState("ended" if _has_ended(job) else "lost", job)
        if is_alive(job.runner_pid, job.runner_started) or is_alive(job.pid, job.pid_started):
            return JobState("running", job)
        job = _read(folder) or job  # the runner may have written the end since
        return JobState("ended" if _has_ended(job) else "lost", job)

    def stop(self, folder: Path, *, grace_s: float = 10.0) -> JobState:
        """Ask the job to end, wait, then kill its whole process tree.

        Raises:
            Unreachable: The job is on another machine.
        """
        state = self.refresh(folder)
        job = state.job
        if job is None or state.status == "ended" or job.boot_id != boot_id():
            return state
        with suppress(Broken):  # on a full disk the runner takes its own grace
            write_atomic(folder / "stop.json", json.dumps({"grace_s": grace_s}))
        with suppress(psutil.NoSuchProcess):
            if is_alive(job.runner_pid, job.runner_started):
                runner = psutil.Process(job.runner_pid)
                runner.terminate()
                if not wait_for_end([runner], grace_s + _RUNNER_SLACK_S):
                    return self.refresh(folder)
                runner.kill()
        killed = end(processes_of(job, folder), lambda: processes_of(job, folder), grace_s)
        return state if state.status == "lost" else self._record_stop(job, folder, "SIGKILL" if killed else "SIGTERM")

    def _record_stop(self, job: JobFile, folder: Path, signal: str) -> JobState:
        """Write down that we ended a job whose runner is gone."""
        state = self.refresh(folder)
        if state.status != "lost":
            return state
        ended = job.model_copy(
            update={
                "stop_requested": True,
                "finished_at": datetime.now(UTC),
                "signal": signal,
                "warnings": (*job.warnings, "Its runner was gone: how it ended is known only by what it was sent."),
            }
        )
        write_atomic(folder / JobFile.FILE, ended.to_json())
        return JobState("ended", ended)


def _on_terminal(launch: Launch, environment: Mapping[str, str]) -> list[str]:
    """Return the command line of a job that prints to terminals; what it starts is looked for beforehand."""
    program = launch.argv[0]
    place = str(launch.cwd.absolute() / program) if "/" in program else program
    if launch.cwd.is_dir() and shutil.which(place, path=environment.get("PATH", os.defpath)) is None:
        raise Unreachable(f"There is no program {program!r} here. It is not installed, or not on PATH. Install it.")
    return [sys.executable, "-I", str(_TERMINAL), *launch.argv]


def _read(folder: Path) -> JobFile | None:
    return read_contract(folder / JobFile.FILE, JobFile)


def _has_ended(job: JobFile) -> bool:
    """Whether the end is written, if only the job's own: its runner died before it had cleared up."""
    return job.finished_at is not None or job.exit_code is not None or job.signal is not None


def _require_this_machine(job: JobFile, folder: Path) -> None:
    here = os.uname().nodename
    if job.machine not in (None, here):
        raise Unreachable(
            f"The job in {str(folder)!r} belongs to machine {job.machine!r}, and this is {here!r}. "
            "Its processes cannot be seen from here. Ask on that machine."
        )
