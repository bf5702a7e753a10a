"""An advisory lock beside the database: shared to read, exclusive to write, waited for only so long.

DuckDB refuses a second process at once instead of waiting, so whoever opens the file takes this lock first. Who comes
next waits at a gate, a second lock that is held only while waiting: without it readers that overlap would keep a
writer out for ever.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import StoreBusy
from store.files import cannot_write
from store.holders import Holder, holders

_NAP_S = 0.004


@contextmanager
def locked(database: Path, *, exclusive: bool, who: str, wait_s: float) -> Iterator[None]:
    """Hold the lock of a database.

    Args:
        database: Its file; the lock lies beside it, in a folder that exists.
        exclusive: To write.
        who: What this process is, for the message others get.
        wait_s: How long to wait.

    Raises:
        StoreBusy: Somebody held it all that time; the message says who.
        Broken: The lock file cannot be made.
    """
    path = database.with_suffix(".lock")
    deadline = time.monotonic() + wait_s
    with _opened(database.with_suffix(".gate"), exclusive) as gate, _opened(path, exclusive) as file:
        at_gate = _acquire(gate, fcntl.LOCK_EX, deadline)
        try:
            entered = at_gate and _acquire(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, deadline)
        finally:
            _release(gate)
        if not entered:
            raise _busy(path, wait_s)
        if exclusive:
            _sign(file, who)
        try:
            yield
        finally:
            if exclusive:
                _sign(file, None)
            _release(file)


@contextmanager
def _opened(path: Path, exclusive: bool) -> Iterator[int | None]:
    """Open a lock file; None where nobody can write, so that there is nothing to keep out."""
    file: int | None
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if exclusive:
            raise cannot_write(path, error) from error
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            file = None
    try:
        yield file
    finally:
        if file is not None:
            os.close(file)


def _acquire(file: int | None, mode: int, deadline: float) -> bool:
    if file is None:
        return True
    while True:
        try:
            fcntl.flock(file, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_NAP_S)
        else:
            return True


def _release(file: int | None) -> None:
    if file is not None:
        fcntl.flock(file, fcntl.LOCK_UN)


def _sign(file: int | None, who: str | None) -> None:
    """Write into the lock who holds it, for others' messages. A full disk only costs them the name."""
    if file is None:
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"pid": os.getpid(), "who": who, "since": now}) if who else ""
    with suppress(OSError):
        os.pwrite(file, text.encode(), 0)
        os.ftruncate(file, len(text.encode()))


def _busy(lock: Path, wait_s: float) -> StoreBusy:
    found = holders(lock)
    names = " and ".join(map(_describe, found)) if found else "another program"
    return StoreBusy(
        f"The store is in use: {names} held {str(lock)!r} for the {wait_s:g} s that were waited. "
        "Only one program can write at a time. Try again, or end that program if it hangs."
    )


def _describe(holder: Holder) -> str:
    who = f"{holder.who!r} (pid {holder.pid}" if holder.who else f"a program (pid {holder.pid}"
    mine = ", this very process" if holder.pid == os.getpid() else ""
    return f"{who}{mine}{f', since {holder.since}' if holder.since else ''})"
