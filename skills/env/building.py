"""One builder at a time: environments of a project are made under an advisory lock."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import StoreBusy
from skills.host import Host
from store.files import cannot_write

_LONGEST_WAIT_S = 3600.0
_NAP = ("sleep", "0.3")


@contextmanager
def only_builder(envs: Path, host: Host, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock on a project's environments; wait while another process builds.

    Args:
        envs: The folder of environments.
        host: Waits, so that the user can interrupt.
        say: Called once with the process to wait for, where there is one.

    Raises:
        Cancelled: The user interrupted.
        StoreBusy: The other builder took longer than anybody waits.
        Broken: The folder cannot be written.
    """
    try:
        envs.mkdir(parents=True, exist_ok=True)
        file = os.open(envs / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise cannot_write(envs / ".lock", error) from error
    try:
        _take(file, host, envs, say)
        os.truncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)


def _take(file: int, host: Host, envs: Path, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + _LONGEST_WAIT_S
    waits = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(file, 20, 0).decode(errors="replace") or "unknown"
            if time.monotonic() > deadline:
                raise StoreBusy(
                    f"Process {pid} has been building environments in {str(envs)!r} for an hour. "
                    "Only one may. End it, or wait, and run `/env` again."
                ) from None
            if not waits:
                say(pid)
                waits = True
            host.run(_NAP, cwd=envs)
        else:
            return
