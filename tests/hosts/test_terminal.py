"""A job that asks for terminals has two, and its output stays as it is."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import Unreachable
from contracts.run import JobFile
from mlclaw_tui.hosts.local import LocalHost
from skills.host import Launch

Start = Callable[..., Path]
Ended = Callable[[Path], JobFile]
Wait = Callable[[Callable[[], Any]], Any]


def test_stdout_and_stderr_are_wide_terminals_without_colour(start: Start, ended: Ended) -> None:
    code = (
        "import os, sys\n"
        "print(sys.stdout.isatty(), sys.stderr.isatty(), os.get_terminal_size().columns, os.environ['NO_COLOR'])\n"
        "print('apart', file=sys.stderr)"
    )
    folder = start(code, terminal=True)
    assert ended(folder).exit_code == 0
    assert (folder / "logs" / "stdout.log").read_bytes() == b"True True 200 1\n"
    assert (folder / "logs" / "stderr.log").read_bytes() == b"apart\n"


def test_bytes_pass_a_terminal_unchanged(start: Start, ended: Ended) -> None:
    code = "import sys\nfor _ in range(400): sys.stdout.buffer.write(bytes(range(256)) * 40 + b'\\r\\x1b[2K\\b')"
    folder = start(code, terminal=True)
    ended(folder)
    assert (folder / "logs" / "stdout.log").read_bytes() == (bytes(range(256)) * 40 + b"\r\x1b[2K\b") * 400


@pytest.mark.parametrize(
    ("code", "exit_code", "signal_name"),
    [("raise SystemExit(3)", 3, None), ("import os; os.kill(os.getpid(), 11)", None, "SIGSEGV")],
)
def test_a_job_on_a_terminal_ends_as_it_ended(
    code: str, exit_code: int | None, signal_name: str | None, start: Start, ended: Ended
) -> None:
    job = ended(start(code, terminal=True))
    assert (job.exit_code, job.signal) == (exit_code, signal_name)


def test_a_job_on_a_terminal_can_be_interrupted_and_save(start: Start, host: LocalHost, wait_for: Wait) -> None:
    code = (
        "import time\ntry: print('up'); time.sleep(1000)\nexcept KeyboardInterrupt: print('saved'); raise SystemExit(5)"
    )
    folder = start(code, terminal=True)
    wait_for((folder / "logs" / "stdout.log").read_text)
    job = host.stop(folder).job
    assert job is not None
    assert (job.exit_code, (folder / "logs" / "stdout.log").read_text()) == (5, "up\nsaved\n")


def test_what_a_job_leaves_behind_keeps_no_terminal_waiting(start: Start, ended: Ended) -> None:
    code = "import subprocess; subprocess.Popen(['sleep', '1000']); print('done')"
    assert ended(start(code, terminal=True)).left_behind == 1


def test_a_program_that_does_not_exist_is_said_before_it_starts(start: Start) -> None:
    with pytest.raises(Unreachable, match="no program 'nothing-here'"):
        start("", argv=("nothing-here",), terminal=True)


def test_on_a_full_disk_a_job_on_a_terminal_waits_and_loses_nothing(
    small_disk: Path, host: LocalHost, ended: Ended, wait_for: Wait
) -> None:
    code = (
        "with open('fill', 'wb', 0) as file:\n"
        "    try:\n"
        "        while True: file.write(bytes(65536))\n"
        "    except OSError: open('full', 'w').close()\n"
        "for number in range(60_000): print(number, 'x' * 100)\n"
    )
    argv = (sys.executable, "-c", code)
    host.start(Launch(folder=small_disk, argv=argv, cwd=small_disk, terminal=True, sample_every_s=0.1))
    log = small_disk / "logs" / "stdout.log"
    wait_for(lambda: log.stat().st_size >= 4 * 2**20)
    assert host.refresh(small_disk).status == "running"
    (small_disk / "fill").unlink()
    assert ended(small_disk).exit_code == 0
    assert [int(line.split()[0]) for line in log.read_text().splitlines()] == list(range(60_000))
