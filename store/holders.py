"""Who holds a lock file, as far as this machine tells."""

import json
import os
import re
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_HELD = re.compile(r"^\d+: FLOCK +ADVISORY +(?:READ|WRITE) +(\d+) +[0-9a-f]+:[0-9a-f]+:(\d+) ", re.MULTILINE)


class Holder(NamedTuple):
    """A process that holds a lock."""

    pid: int
    who: str | None
    """What it calls itself, else its command line."""
    since: str | None
    """ISO 8601, UTC; absent for one that only reads."""


def holders(lock: Path) -> list[Holder]:
    """Return the processes that hold a lock file; empty where the system does not tell."""
    signed = _signature(lock)
    pids = _pids(lock)
    if signed and (signed.pid in pids or (not pids and _is_alive(signed.pid))):
        return [signed]
    return [Holder(pid, _command(pid), None) for pid in pids[:3]]


def _signature(lock: Path) -> Holder | None:
    """Return what the writer left in the lock; it may have been killed, and others hold the lock now."""
    try:
        data = json.loads(lock.read_text("utf-8"))
        return Holder(int(data["pid"]), str(data["who"]), str(data["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _pids(lock: Path) -> list[int]:
    """Return the holders that the kernel names: this works on Linux, and not for processes of other containers."""
    try:
        inode = lock.stat().st_ino
        text = (_PROC / "locks").read_text("ascii")
    except OSError:
        return []
    found = {int(match[1]) for match in _HELD.finditer(text) if int(match[2]) == inode}
    return sorted(found - {0})


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command(pid: int) -> str | None:
    """Return the command line of a process; None where it is not to be had."""
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    return " ".join(words).strip()[:80] or None
