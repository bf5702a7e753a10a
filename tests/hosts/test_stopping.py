"""Stopping asks, waits, and then ends every process of the job."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts.run import JobFile
from mlclaw_tui.hosts.local import LocalHost
from skills.host import JobState

Start = Callable[..., Path]
Ended = Callable[[Path], JobFile]
Wait = Callable[[Callable[[], Any]], Any]
IGNORING = "import signal\nfor n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(n, signal.SIG_IGN)\n"
SLEEPING = "import os, time; os.setpgid(0, 0); print(os.getpid(), flush=True); time.sleep(1000)"


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def stopped(state: JobState) -> tuple[str, bool, int | None, str | None]:
    assert state.job is not None
    return state.status, state.job.stop_requested, state.job.exit_code, state.job.signal


def test_a_script_that_handles_ctrl_c_can_save_and_end_by_itself(start: Start, host: LocalHost, wait_for: Wait) -> None:
    code = (
        "import time\ntry: print('up'); time.sleep(1000)\nexcept KeyboardInterrupt: print('saved'); raise SystemExit(5)"
    )
    folder = start(code)
    wait_for((folder / "logs" / "stdout.log").read_text)
    assert stopped(host.stop(folder)) == ("ended", True, 5, None)
    assert (folder / "logs" / "stdout.log").read_text() == "up\nsaved\n"


def test_a_program_that_ignores_being_asked_is_killed_with_all_its_children(
    start: Start, host: LocalHost, wait_for: Wait
) -> None:
    child = IGNORING + SLEEPING
    code = IGNORING + f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
    folder = start(code)
    pid = int(wait_for((folder / "logs" / "stdout.log").read_text))
    assert stopped(host.stop(folder, grace_s=0.5)) == ("ended", True, None, "SIGKILL")
    assert not is_running(pid)


def test_a_daemon_that_left_the_session_is_ended_too(start: Start, host: LocalHost, wait_for: Wait) -> None:
    daemon = IGNORING + "import os, time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\n"
    daemon += "print(os.getpid(), flush=True); time.sleep(1000)"
    folder = start(
        f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {daemon!r}]); time.sleep(1000)"
    )
    pid = int(wait_for((folder / "logs" / "stdout.log").read_text))
    assert stopped(host.stop(folder, grace_s=1))[:2] == ("ended", True)
    assert not is_running(pid)


def test_a_suspended_job_can_be_stopped(start: Start, host: LocalHost, wait_for: Wait) -> None:
    folder = start("print('up'); import time; time.sleep(1000)")
    wait_for((folder / "logs" / "stdout.log").read_text)
    job = host.refresh(folder).job
    assert job is not None
    assert job.pid is not None
    os.kill(job.pid, signal.SIGSTOP)
    assert stopped(host.stop(folder, grace_s=1))[:2] == ("ended", True)


def test_two_stops_at_once_agree(start: Start, host: LocalHost, wait_for: Wait) -> None:
    folder = start(IGNORING + "print('up'); import time; time.sleep(1000)")
    wait_for((folder / "logs" / "stdout.log").read_text)
    states: list[JobState] = []
    threads = [threading.Thread(target=lambda: states.append(host.stop(folder, grace_s=0.5))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [stopped(state) for state in states] == [("ended", True, None, "SIGKILL")] * 2


def test_stopping_what_has_ended_changes_nothing(start: Start, host: LocalHost, ended: Ended) -> None:
    folder = start("raise SystemExit(4)")
    ended(folder)
    assert stopped(host.stop(folder)) == ("ended", False, 4, None)


def test_a_job_whose_runner_is_gone_is_stopped_and_recorded(start: Start, host: LocalHost, wait_for: Wait) -> None:
    child = IGNORING + "import os, time; os.setsid(); print(os.getpid(), flush=True); time.sleep(1000)"
    folder = start(f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {child!r}]).wait()")
    pid = int(wait_for((folder / "logs" / "stdout.log").read_text))
    job = host.refresh(folder).job
    assert job is not None
    os.kill(job.runner_pid, signal.SIGKILL)
    wait_for(lambda: not is_running(job.runner_pid))
    state = host.stop(folder, grace_s=0.3)
    assert (state.status, state.job and state.job.stop_requested) == ("ended", True)
    assert host.refresh(folder) == state
    assert not is_running(pid)


def test_a_runner_that_hangs_does_not_save_its_job(
    start: Start, host: LocalHost, wait_for: Wait, monkeypatch: Any
) -> None:
    monkeypatch.setattr("mlclaw_tui.hosts.local._RUNNER_SLACK_S", 0.2)
    folder = start("print('up'); import time; time.sleep(1000)")
    wait_for((folder / "logs" / "stdout.log").read_text)
    job = host.refresh(folder).job
    assert job is not None
    assert job.pid is not None
    os.kill(job.runner_pid, signal.SIGSTOP)
    assert stopped(host.stop(folder, grace_s=0.3))[:2] == ("ended", True)
    assert not is_running(job.pid)
