"""Commands in the foreground: line by line, with bounded memory, and ended with all they started."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import Cancelled, Unreachable
from mlclaw_tui.hosts.local import LocalHost
from skills.host import Completed

Wait = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def run(host: LocalHost, tmp_path: Path) -> Callable[..., Completed]:
    def run_python(code: str, **settings: Any) -> Completed:
        return host.run((sys.executable, "-u", "-c", code), cwd=tmp_path, **settings)

    return run_python


Run = Callable[..., Completed]


def test_a_command_comes_back_with_its_output_and_exit_code(run: Run) -> None:
    done = run("import sys; print('out'); print('err', file=sys.stderr); raise SystemExit(3)")
    assert (done.exit_code, done.stdout, sorted(done.output.split())) == (3, "out\n", ["err", "out"])


def test_a_command_that_a_signal_ended_has_its_negative_number(run: Run) -> None:
    assert run("import os; os.kill(os.getpid(), 9)").exit_code == -9


def test_lines_are_told_as_progress_bars_mean_them(run: Run) -> None:
    lines: list[str] = []
    run("import os; os.write(1, b'one\\r\\n\\n50%\\r99%\\r\\nlast \\xff')", on_line=lines.append)
    assert lines == ["one", "", "50%", "99%", "last \ufffd"]


def test_much_output_is_kept_within_bounds(run: Run) -> None:
    done = run("import sys\nfor _ in range(300): sys.stdout.write('0123456789' * 9999 + '\\n')\nprint('last')")
    assert len(done.stdout) == 16 * 2**20
    assert len(done.output) <= 64 * 2**10
    assert done.output.endswith("last")


def test_a_line_without_an_end_does_not_fill_the_memory(run: Run) -> None:
    lines: list[str] = []
    run("import sys\nfor _ in range(100): sys.stdout.write('x' * 10_000)", on_line=lines.append)
    assert sum(map(len, lines)) == 1_000_000
    assert max(map(len, lines)) < 200_000


def test_what_a_command_leaves_behind_is_not_waited_for(run: Run) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid)"
    done = run(code)
    os.kill(int(done.stdout), signal.SIGKILL)
    assert done.exit_code == 0


def test_a_command_that_takes_too_long_is_ended_with_its_children(run: Run, tmp_path: Path, wait_for: Wait) -> None:
    code = (
        "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, file=open('pid', 'w')); time.sleep(60)"
    )
    with pytest.raises(Unreachable, match=r"did not end in 0.5 s"):
        run(code, timeout_s=0.5)
    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text())


def test_an_interrupt_ends_the_command_and_is_said(run: Run, tmp_path: Path, wait_for: Wait) -> None:
    code = "import os, time\nprint(os.getpid(), file=open('pid', 'w'))\nprint('up'); time.sleep(60)"

    def interrupt(_: str) -> None:
        threading.Timer(0.1, signal.raise_signal, (signal.SIGINT,)).start()

    with pytest.raises(Cancelled, match="was interrupted"):
        run(code, on_line=interrupt)
    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: not Path(f"/proc/{pid}").exists())


def test_an_error_of_the_listener_ends_the_command(run: Run, tmp_path: Path, wait_for: Wait) -> None:
    code = "import os, time\nprint(os.getpid(), file=open('pid', 'w'))\nprint('up'); time.sleep(60)"

    def fail(line: str) -> None:
        raise ZeroDivisionError(line)

    with pytest.raises(ZeroDivisionError):
        run(code, on_line=fail)
    wait_for(lambda: not Path(f"/proc/{int((tmp_path / 'pid').read_text())}").exists())


def test_a_program_or_folder_that_does_not_exist_is_said(host: LocalHost, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no program 'nothing-here'"):
        host.run(("nothing-here",), cwd=tmp_path)
    with pytest.raises(Unreachable, match="no such folder"):
        host.run(("true",), cwd=tmp_path / "nowhere")
    (tmp_path / "text").write_text("not a program")
    with pytest.raises(Unreachable, match="cannot be started"):
        host.run((str(tmp_path / "text"),), cwd=tmp_path)
