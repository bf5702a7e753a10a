"""Tell a job's processes from others, also where a pid was given to somebody else, and end them."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from contracts.run import JobFile
from mlclaw_tui.hosts.runner import processes, read_text, started

_KILL_S = 5.0
_LOOK_S = 0.03


def boot_id() -> str | None:
    """Return the kernel's own name for the time since it was started; None where it has none."""
    return read_text("/proc/sys/kernel/random/boot_id").strip() or None


def is_alive(pid: int | None, since: float | None) -> bool:
    """Whether the very process is alive: a pid that was given to another one has another start.

    Args:
        pid: Its pid.
        since: When it started, seconds since the machine did; None where the system does not say.
    """
    if pid is None:
        return False
    try:
        return _lives(psutil.Process(pid)) and (since is None or started(pid) == since)
    except psutil.NoSuchProcess:
        return False


def processes_of(job: JobFile, folder: Path) -> list[psutil.Process]:
    """Return a job's live processes: those of its session, what descends from them, and those that hold its logs."""
    running = list(processes())
    found = {pid for pid, _, session in running if session == job.pid} if _is_our_session(job) else set()
    logs = {str(folder / "logs" / name) for name in ("stdout.log", "stderr.log")}
    found |= {pid for pid, _, _ in running if pid != job.runner_pid and logs & set(_open_files(pid))}
    more = set(found)
    while more:
        more = {pid for pid, parent, _ in running if parent in more} - found
        found |= more
    result = []
    for pid in found:
        with suppress(psutil.NoSuchProcess):
            result.append(psutil.Process(pid))
    return result


def wait_for_end(targets: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Return those that are still alive after a time, sooner where none is.

    One that ended counts as ended whether or not its parent has noticed: psutil's own wait would wait for that, too.
    """
    until = time.monotonic() + seconds
    while (left := [process for process in targets if _lives(process)]) and time.monotonic() < until:
        time.sleep(_LOOK_S)
    return left


def end(targets: list[psutil.Process], look: Callable[[], list[psutil.Process]], grace_s: float) -> bool:
    """Ask processes to end, wait, then kill them and what they started meanwhile; whether it had to kill.

    Args:
        targets: The processes.
        look: Returns those that are there by then.
        grace_s: How long they have.
    """
    for process in targets:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
            process.resume()
    left = wait_for_end(targets, grace_s) or look()
    had_to_kill = bool(left)
    while left:
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        wait_for_end(left, _KILL_S)
        killed, left = left, look()
        if set(left) <= set(killed):  # they cannot be killed: waiting for a disk, or not ours
            break
    return had_to_kill


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _is_our_session(job: JobFile) -> bool:
    """Whether the session's number still stands for the job: as long as one of it lives, the kernel reuses it not."""
    return job.pid is not None and (started(job.pid) in (None, job.pid_started))


def _open_files(pid: int) -> list[str]:
    try:
        return [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.name in ("1", "2")]
    except OSError:
        return []
