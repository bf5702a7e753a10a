"""A job's true end is recorded, whatever becomes of it and of whoever started it."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from contracts.errors import Unreachable
from contracts.run import JobFile
from mlclaw_tui.hosts.local import LocalHost
from skills.host import Launch

Start = Callable[..., Path]
Ended = Callable[[Path], JobFile]
Wait = Callable[[Callable[[], Any]], Any]
ROOT = Path(__file__).parents[2]

IGNORING = "import signal\nfor n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(n, signal.SIG_IGN)\n"


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("code", "exit_code", "signal_name"),
    [
        ("pass", 0, None),
        ("raise SystemExit(1)", 1, None),
        ("raise SystemExit(255)", 255, None),
        ("import os; os.kill(os.getpid(), 9)", None, "SIGKILL"),
        ("import os; os.abort()", None, "SIGABRT"),
        ("import os; os.kill(os.getpid(), 40)", None, "signal 40"),
    ],
)
def test_the_end_is_recorded_as_it_was(
    code: str, exit_code: int | None, signal_name: str | None, start: Start, ended: Ended
) -> None:
    job = ended(start(code))
    assert (job.exit_code, job.signal, job.stop_requested, job.error) == (exit_code, signal_name, False, None)
    assert job.finished_at is not None
    assert job.finished_at >= job.started_at


def test_both_streams_are_kept_apart_byte_for_byte(start: Start, ended: Ended) -> None:
    code = "import os; os.write(1, bytes(range(256)) + b'\\r\\x1b[2K50%|\\r'); os.write(2, b'\\xff\\r\\n')"
    folder = start(code)
    ended(folder)
    assert (folder / "logs" / "stdout.log").read_bytes() == bytes(range(256)) + b"\r\x1b[2K50%|\r"
    assert (folder / "logs" / "stderr.log").read_bytes() == b"\xff\r\n"


def test_a_job_that_prints_nothing_has_empty_logs(start: Start, ended: Ended) -> None:
    folder = start("pass")
    ended(folder)
    assert [(folder / "logs" / name).stat().st_size for name in ("stdout.log", "stderr.log")] == [0, 0]
    assert (folder / "logs" / "stdout.log").stat().st_blocks == 0


def test_fifty_megabytes_of_output_are_all_there(start: Start, ended: Ended) -> None:
    folder = start("import sys\nfor _ in range(500): sys.stdout.buffer.write(b'0123456789' * 10_000)")
    job = ended(folder)
    assert (folder / "logs" / "stdout.log").stat().st_size == 50_000_000
    assert job.exit_code == 0


def test_lines_appear_while_the_job_runs(start: Start, wait_for: Wait) -> None:
    folder = start("import time; print('epoch 1'); time.sleep(100)")
    assert wait_for((folder / "logs" / "stdout.log").read_text) == "epoch 1\n"


def test_what_it_used_is_recorded(start: Start, ended: Ended) -> None:
    code = "import time\nheld = bytearray(60_000_000)\nwhile time.process_time() < .3: pass"
    job = ended(start(code, sample_every_s=0.1))
    assert job.cpu_s is not None
    assert job.wall_s is not None
    assert job.max_rss_bytes is not None
    assert job.cpu_s > 0.3
    assert job.wall_s >= 0.3
    assert 60_000_000 < job.max_rss_bytes < 200_000_000
    assert job.oom_killed in (None, False)


def test_memory_and_processor_are_sampled_over_the_whole_tree(start: Start, wait_for: Wait) -> None:
    child = "held = bytearray(50_000_000)\nwhile True: pass"
    folder = start(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])", sample_every_s=0.1)
    samples = folder / "samples.jsonl"

    def busy() -> dict[str, Any] | None:
        rows = [json.loads(line) for line in samples.read_text().splitlines(keepends=True) if line.endswith("\n")]
        return next((row for row in rows if (row["cpu_percent"] or 0) > 20 and row["rss_bytes"] > 50_000_000), None)

    row = wait_for(lambda: samples.exists() and busy())
    assert row["processes"] == 2
    assert row["disk_free_bytes"] > 0


def test_a_program_that_does_not_exist_is_said_and_recorded(start: Start, folder: Path, ended: Ended) -> None:
    with pytest.raises(Unreachable, match=r"'nothing-here' could not be started .*No such file"):
        start("", argv=("nothing-here",))
    assert "nothing-here" in str(ended(folder).error)


def test_a_folder_that_does_not_exist_is_said(host: LocalHost, folder: Path) -> None:
    with pytest.raises(Unreachable, match=r"nowhere.*No such file"):
        host.start(Launch(folder=folder, argv=("true",), cwd=folder / "nowhere"))


def test_a_run_folder_has_one_job(start: Start) -> None:
    folder = start("import time; time.sleep(100)")
    with pytest.raises(Unreachable, match="already started"):
        start("pass")
    assert (folder / "job.json").exists()


def test_names_and_arguments_that_are_no_ascii_arrive(host: LocalHost, tmp_path: Path, ended: Ended) -> None:
    folder = tmp_path / "läuft \udcff"
    folder.mkdir()
    code = "import os, sys; os.write(1, b'|'.join(map(os.fsencode, [sys.argv[1], os.environ['WORD'], os.getcwd()])))"
    argv = (sys.executable, "-c", code, "größe \udcfe")
    host.start(Launch(folder=folder, argv=argv, cwd=folder, environment={"WORD": "schön"}))
    ended(folder)
    expected = b"|".join(map(os.fsencode, ["größe \udcfe", "schön", str(folder)]))
    assert (folder / "logs" / "stdout.log").read_bytes() == expected


def test_a_job_has_its_own_session_and_no_input(start: Start, ended: Ended) -> None:
    folder = start(
        "import os, sys; print(os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid(), repr(sys.stdin.read()))"
    )
    ended(folder)
    assert (folder / "logs" / "stdout.log").read_text() == "True True ''\n"


def test_a_job_inherits_no_handle_and_no_ignored_signal(start: Start, ended: Ended) -> None:
    code = (
        "import os, signal\n"
        "print(sorted(os.listdir('/proc/self/fd'))[:4])\n"
        "status = open('/proc/self/status').read()\n"
        "masks = dict(line.split(':') for line in status.splitlines() if line.startswith(('SigIgn', 'SigBlk')))\n"
        "print([number for mask in masks.values() for number in range(1, 32) if int(mask, 16) >> number - 1 & 1])"
    )
    folder = start("", argv=("python3", "-c", code))
    ended(folder)
    # Python itself ignores SIGPIPE and SIGXFSZ: 13 and 25
    assert (folder / "logs" / "stdout.log").read_text().splitlines() == [
        "['0', '1', '2', '3']",
        "[13, 25]",
    ]


def test_processes_that_a_job_leaves_behind_are_ended_and_counted(start: Start, ended: Ended, wait_for: Wait) -> None:
    child = IGNORING + "import os, time; os.setsid(); print(os.getpid(), flush=True); time.sleep(1000)"
    code = f"import subprocess, sys\nfor _ in range(5): subprocess.Popen([sys.executable, '-c', {child!r}])\n"
    folder = start(code + "while open('../logs/stdout.log').read().count('\\n') < 5: pass")
    job = ended(folder)
    pids = [int(line) for line in (folder / "logs" / "stdout.log").read_text().split()]
    assert (job.exit_code, job.left_behind, len(pids)) == (0, 5, 5)
    wait_for(lambda: not any(is_running(pid) for pid in pids))


def test_a_job_goes_on_when_its_runner_is_killed(start: Start, host: LocalHost, wait_for: Wait) -> None:
    go_on = "import os, time\nwhile not os.path.exists('go'): time.sleep(.01)\nprint('went on')"
    folder = start(go_on)
    job = host.refresh(folder).job
    assert job is not None
    os.kill(job.runner_pid, signal.SIGKILL)
    wait_for(lambda: not is_running(job.runner_pid))
    assert host.refresh(folder).status == "running"
    (folder / "work" / "go").touch()
    wait_for(lambda: host.refresh(folder).status != "running")
    assert (folder / "logs" / "stdout.log").read_text() == "went on\n"
    assert host.refresh(folder).status == "lost"


def test_a_pid_that_was_given_to_another_process_is_not_the_job(start: Start, ended: Ended, host: LocalHost) -> None:
    folder = start("pass")
    job = ended(folder)
    unfinished = {"finished_at": None, "exit_code": None, "runner_pid": os.getpid(), "pid": os.getpid()}
    (folder / "job.json").write_text(job.model_copy(update=unfinished).to_json())
    assert host.refresh(folder).status == "lost"


def test_a_machine_that_was_started_again_has_lost_its_jobs(start: Start, host: LocalHost) -> None:
    folder = start("import time; time.sleep(100)")
    job = host.refresh(folder).job
    assert job is not None
    before = (folder / "job.json").read_text()
    (folder / "job.json").write_text(job.model_copy(update={"boot_id": "another"}).to_json())
    assert host.refresh(folder).status == "lost"
    (folder / "job.json").write_text(job.model_copy(update={"boot_id": "another", "machine": "elsewhere"}).to_json())
    with pytest.raises(Unreachable, match="elsewhere"):
        host.refresh(folder)
    (folder / "job.json").write_text(before)


def test_a_run_that_never_started_is_pending(host: LocalHost, folder: Path) -> None:
    assert host.refresh(folder).status == "pending"
    assert host.stop(folder).status == "pending"


def is_named_by_a_process(folder: Path) -> bool:
    return any(str(folder) in (process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"]))


STARTER = """
import sys; from pathlib import Path
from mlclaw_tui.hosts.local import LocalHost
from skills.host import Launch
folder = Path(sys.argv[1])
code = "import time; open('ran', 'w').close(); time.sleep(.3); raise SystemExit(7)"
print("ready", flush=True)
LocalHost().start(Launch(folder=folder, argv=(sys.executable, "-c", code), cwd=folder))
"""


def test_a_starter_killed_at_any_instant_costs_no_end(tmp_path: Path, ended: Ended, wait_for: Wait) -> None:
    generator = random.Random(4)
    started = 0
    for number in range(12):
        folder = tmp_path / f"run_{number}"
        folder.mkdir()
        command = [sys.executable, "-c", STARTER, str(folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as starter:
            assert starter.stdout is not None
            starter.stdout.readline()
            time.sleep(generator.uniform(0, 0.12))
            starter.kill()
        wait_for(lambda place=folder: (place / "job.json").exists() or not is_named_by_a_process(place))
        if (folder / "job.json").exists():
            assert ended(folder).exit_code == 7
            started += 1
        assert (folder / "ran").exists() == (folder / "job.json").exists()
    assert started > 0


def test_hanging_up_and_interrupting_the_starter_ends_nothing(tmp_path: Path, ended: Ended) -> None:
    code = STARTER + "import os, signal; os.killpg(0, signal.SIGHUP)\n"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, start_new_session=True) as starter:
        assert starter.wait() == -signal.SIGHUP
    assert ended(tmp_path).exit_code == 7


def test_a_full_disk_ends_no_job_that_only_prints(small_disk: Path, host: LocalHost, ended: Ended) -> None:
    code = (
        "import os, time\n"
        "with open('fill', 'wb', 0) as file:\n"
        "    try:\n"
        "        while True: file.write(bytes(65536))\n"
        "    except OSError: pass\n"
        "for number in range(1000): print(number, 'x' * 200)\n"
        "raise SystemExit(3)\n"
    )
    host.start(Launch(folder=small_disk, argv=(sys.executable, "-c", code), cwd=small_disk, sample_every_s=0.1))
    job = ended(small_disk)
    assert (job.exit_code, job.finished_at is not None) == (3, True)
    assert len((small_disk / "logs" / "stdout.log").read_text().splitlines()) == 1000
    for line in (small_disk / "samples.jsonl").read_text().splitlines():
        json.loads(line)


def test_a_job_that_cannot_be_recorded_is_not_started(small_disk: Path, host: LocalHost) -> None:
    with contextlib.suppress(OSError), (small_disk / "fill").open("wb", 0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(Unreachable, match=r"could not be started|No space"):
        host.start(Launch(folder=small_disk, argv=("touch", str(small_disk.parent / "ran")), cwd=small_disk))
    assert not (small_disk.parent / "ran").exists()
