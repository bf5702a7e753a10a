"""Give a program terminals for its stdout and stderr, and copy what it prints, byte for byte, to our own.

`python -I terminal.py PROGRAM ARGUMENT…`; standard library alone, Python 3.6 and newer. It ends as the program ended.
Progress bars update on a terminal; the two streams stay apart, because each has one. On a full disk it keeps a little,
then lets the program wait, and goes on when there is space.
"""

import errno
import fcntl
import os
import pty
import resource
import select
import signal
import struct
import sys
import termios
from contextlib import suppress

_ROWS, _COLUMNS = 50, 200
_KEPT_BYTES = 2**20
_RETRY_S = 0.5


class Stream:
    """One terminal of the program, and where its output goes."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.master, self.slave = pty.openpty()
        self.waiting = b""
        self.is_open = True
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        settings = termios.tcgetattr(self.slave)
        settings[1] &= ~termios.OPOST  # no carriage return is put before a newline
        termios.tcsetattr(self.slave, termios.TCSANOW, settings)

    def read(self) -> None:
        """Take what the program printed; at the end of its terminal there is an input error."""
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        self.is_open = bool(data)
        self.waiting += data

    def write(self) -> None:
        """Pass on what waits, as far as there is space."""
        try:
            while self.waiting:
                self.waiting = self.waiting[os.write(self.target, self.waiting) :]
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise


def follow(pid: int, streams: "list[Stream]") -> int:
    """Copy until the program has ended and its terminals are empty; return its status."""
    status = None
    while True:
        wanted = [stream.master for stream in streams if stream.is_open and len(stream.waiting) < _KEPT_BYTES]
        has_waiting = any(stream.waiting for stream in streams)
        ready = select.select(wanted, [], [], _RETRY_S if has_waiting or status is None else 0.1)[0]
        for stream in streams:
            if stream.master in ready:
                stream.read()
            stream.write()
        if status is None:
            ended, found = os.waitpid(pid, os.WNOHANG)
            status = found if ended else None
        elif not ready and not has_waiting:
            return status


def end_as(status: int) -> None:
    """End this process the way another one ended."""
    if os.WIFSIGNALED(status):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(OSError):  # SIGKILL has no handler
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


def main() -> None:
    """Run the program of our arguments."""
    streams = [Stream(1), Stream(2)]
    pid = os.fork()
    if pid == 0:
        for stream in streams:
            os.dup2(stream.slave, stream.target)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        try:
            os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 (there is no shell)
        except OSError as error:
            os.write(2, f"{sys.argv[1]!r} could not be started: {error.strerror}\n".encode())
        finally:
            os._exit(127)
    for stream in streams:
        os.close(stream.slave)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they are for the program, which is in our group; we end after it
    end_as(follow(pid, streams))


if __name__ == "__main__":
    main()
