"""Run a command to its end in a session of its own, with its output line by line and bounded memory."""

import os
import re
import selectors
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

from contracts.errors import Cancelled, Unreachable
from mlclaw_tui.hosts.processes import wait_for_end
from skills.host import Completed

OUTPUT_LIMIT_BYTES = 64 * 2**10
STDOUT_LIMIT_BYTES = 16 * 2**20
_LINE_LIMIT_BYTES = 64 * 2**10
_LOOK_S = 0.5
"""How often it is looked whether the command ended while something it left behind keeps its output open."""
_ASK_S = 2.0
_LINE_END = re.compile(rb"\r\n|\n|\r")


class _Lines:
    """Cuts a stream into lines; a carriage return ends one too, as progress bars mean it."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._rest = b""

    def feed(self, data: bytes) -> None:
        self._rest += data
        end = 0
        for match in _LINE_END.finditer(self._rest):
            if match[0] == b"\r" and match.end() == len(self._rest):
                break  # the other half of a line end may come yet
            if match[0] == b"\n" or match.start() > end:
                self._tell(self._rest[end : match.start()].decode("utf-8", "replace"))
            end = match.end()
        self._rest = self._rest[end:]
        if len(self._rest) > _LINE_LIMIT_BYTES:
            self.close()

    def close(self) -> None:
        if self._rest:
            self._tell(self._rest.rstrip(b"\r").decode("utf-8", "replace"))
        self._rest = b""


class Foreground:
    """A command under way.

    Args:
        argv: The command line.
        cwd: Folder it runs in.
        environment: All of its variables.
        on_line: Told each line of stdout and stderr.

    Raises:
        Unreachable: There is no such program or folder.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        environment: Mapping[str, str],
        on_line: Callable[[str], None] | None,
    ) -> None:
        self._argv = tuple(argv)
        self._on_line = on_line
        self._stdout = bytearray()
        self._tail: deque[str] = deque()
        self._tail_bytes = 0
        try:
            self._process = subprocess.Popen(
                self._argv,
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise _cannot_start(self._argv, cwd, error) from error

    def finish(self, timeout_s: float | None) -> Completed:
        """Return what it printed and how it ended.

        Raises:
            Unreachable: It did not end in time.
            Cancelled: The user interrupted.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        try:
            self._read(deadline)
            code = self._process.wait(None if deadline is None else max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            self._end(signal.SIGTERM)
            raise Unreachable(
                f"`{' '.join(self._argv[:4])}` did not end in {timeout_s:g} s, and was ended. "
                f"It hangs, or needs longer. Its last line: {self._tail[-1] if self._tail else ''!r}."
            ) from error
        except KeyboardInterrupt as error:
            self._end(signal.SIGINT)
            raise Cancelled(f"`{' '.join(self._argv[:4])}` was interrupted, and all it started was ended.") from error
        except BaseException:
            self._end(signal.SIGTERM)
            raise
        finally:
            for pipe in (self._process.stdout, self._process.stderr):
                if pipe is not None:
                    pipe.close()
        stdout = bytes(self._stdout).decode("utf-8", "replace")
        return Completed(argv=self._argv, exit_code=code, output="\n".join(self._tail), stdout=stdout)

    def _read(self, deadline: float | None) -> None:
        """Read both streams until they end, or the command did and is silent."""
        streams: dict[IO[bytes] | None, _Lines] = {
            self._process.stdout: _Lines(self._take),
            self._process.stderr: _Lines(self._take),
        }
        with selectors.DefaultSelector() as selector:
            for stream in streams:
                if stream is not None:
                    selector.register(stream, selectors.EVENT_READ)
            while selector.get_map():
                ready = selector.select(_LOOK_S)
                if deadline is not None and time.monotonic() > deadline:
                    raise subprocess.TimeoutExpired(self._argv, 0)
                if not ready and self._process.poll() is not None:
                    break
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is self._process.stdout:
                        self._stdout += data[: STDOUT_LIMIT_BYTES - len(self._stdout)]
                    streams[key.fileobj].feed(data)  # type: ignore[index]
        for lines in streams.values():
            lines.close()

    def _take(self, line: str) -> None:
        self._tail.append(line)
        self._tail_bytes += len(line.encode("utf-8", "replace")) + 1
        while self._tail_bytes > OUTPUT_LIMIT_BYTES:
            self._tail_bytes -= len(self._tail.popleft().encode("utf-8", "replace")) + 1
        if self._on_line is not None:
            self._on_line(line)

    def _end(self, first: signal.Signals) -> None:
        """End the command and all it started: ask its group, wait, then kill every process."""
        with suppress(psutil.NoSuchProcess):
            tree = [*psutil.Process(self._process.pid).children(recursive=True)]
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, first)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ASK_S)
            for process in wait_for_end(tree, _LOOK_S):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _cannot_start(argv: tuple[str, ...], cwd: Path, error: OSError | ValueError) -> Unreachable:
    if not cwd.is_dir():
        return Unreachable(
            f"{argv[0]!r} cannot be run in {str(cwd)!r}: there is no such folder. Make it, or name another."
        )
    if isinstance(error, FileNotFoundError):
        return Unreachable(f"There is no program {argv[0]!r} here. It is not installed, or not on PATH. Install it.")
    return Unreachable(f"{argv[0]!r} cannot be started: {error}. It may not be a program for this machine. Check it.")
