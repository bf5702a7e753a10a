"""Which process prepares a run, whether it still does, and how to close a run that it left between two steps."""

import fcntl
import os
from pathlib import Path

import psutil

from contracts.names import Moment
from contracts.run import JobFile, Preparer
from store.files import write_atomic
from store.folders import RunFolder

RUNNER_LOCK = ".runner.lock"
"""Held by a runner from before it writes `job.json`; see `mlclaw_tui/hosts/runner.py`."""


def this_process() -> Preparer:
    """Return what tells this process from every other one."""
    pid = os.getpid()
    return Preparer(pid=pid, started=_started(pid), boot_id=_boot_id(), machine=os.uname().nodename)


def is_gone(preparer: Preparer) -> bool:
    """Whether the process has surely ended: it is not there, its pid is another's, or the machine was restarted.

    Of another machine nothing can be said from here: it counts as there.
    """
    if preparer.machine != os.uname().nodename:
        return False
    if preparer.boot_id is not None and preparer.boot_id != _boot_id():
        return True
    if preparer.started is None:  # the system does not say when processes start
        return not psutil.pid_exists(preparer.pid)
    return _started(preparer.pid) != preparer.started


def close_interrupted(folder: RunFolder, now: Moment, reason: str) -> bool:
    """Close a run whose job was never started, so that no late runner starts it; whether that worked.

    A runner that is just starting holds the lock, and one that comes later finds `job.json` and refuses.

    Raises:
        Broken: The disk is full or read-only.
    """
    lock = os.open(folder.path / RUNNER_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if (folder.path / JobFile.FILE).exists():
            return False
        job = JobFile(runner_pid=os.getpid(), runner_started=0.0, started_at=now, finished_at=now, error=reason)
        write_atomic(folder.path / JobFile.FILE, job.to_json())
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _started(pid: int) -> float | None:
    """Return when a live process started, in seconds since boot; None where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19]) / os.sysconf("SC_CLK_TCK")


def _boot_id() -> str | None:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip() or None
    except OSError:
        return None
