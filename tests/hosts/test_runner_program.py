"""The runner goes to hosts where nothing of ours is installed, and where Python is old."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.run import JobFile
from mlclaw_tui.hosts import runner

Start = Callable[..., Path]
Ended = Callable[[Path], JobFile]
Wait = Callable[[Callable[[], Any]], Any]

HOSTS = Path(runner.__file__).parent
PROGRAMS = ("runner.py", "sampler.py", "terminal.py")
INTERPRETERS = [sys.executable, *(f"python3.{minor}" for minor in (6, 8, 13))]
NVML = """
typedef struct { unsigned gpu, memory; } usage; typedef struct { unsigned long long total, free, used; } memory;
int nvmlInit_v2(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned number, void **handle) { *handle = (void *)(long)(number + 1); return 0; }
int nvmlDeviceGetUtilizationRates(void *handle, usage *found) { found->gpu = 41; return handle == (void *)2 ? 3 : 0; }
int nvmlDeviceGetMemoryInfo(void *handle, memory *found) { found->total = 100; found->used = 78; return 0; }
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_written_for_python_3_6_and_the_standard_library(name: str) -> None:
    tree = ast.parse((HOSTS / name).read_text(), feature_version=(3, 6))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("interpreter", INTERPRETERS)
def test_it_runs_a_job_with_every_python_that_is_here(
    interpreter: str, folder: Path, ended: Ended, tmp_path: Path
) -> None:
    program = shutil.which(interpreter)
    if program is None or subprocess.run([program, "-V"], capture_output=True, check=False).returncode:
        pytest.skip(f"{interpreter} is not installed here")
    for name in PROGRAMS:
        shutil.copy(HOSTS / name, tmp_path)
    argv = [program, "-I", str(tmp_path / "terminal.py"), "sh", "-c", "printf 'größe\\n'; exit 3"]
    launch = {"argv": argv, "cwd": str(folder), "environment": {"PATH": "/usr/bin:/bin"}, "sample_every_s": 0.1}
    command = [program, "-I", str(tmp_path / "runner.py"), str(folder)]
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    subprocess.run(command, input=json.dumps(launch).encode(), env=environment, check=True)
    assert ended(folder).exit_code == 3
    assert (folder / "logs" / "stdout.log").read_text() == "größe\n"
    assert (folder / "samples.jsonl").exists()


def test_a_launch_that_was_cut_off_starts_nothing(folder: Path) -> None:
    launch = json.dumps({"argv": ["touch", "ran"], "cwd": str(folder), "environment": {}})
    command = [sys.executable, "-I", str(HOSTS / "runner.py"), str(folder)]
    done = subprocess.run(command, input=launch[:-1].encode(), capture_output=True, check=False)
    assert done.returncode != 0
    assert not (folder / "ran").exists()
    assert not (folder / "job.json").exists()


def test_the_launch_is_written_nowhere(start: Start, ended: Ended) -> None:
    folder = start("import os; print(len(os.environ['HF_TOKEN']))", environment={"HF_TOKEN": "hf_veryprivate"})
    ended(folder)
    assert (folder / "logs" / "stdout.log").read_text() == "14\n"
    assert not [path for path in folder.rglob("*") if path.is_file() and b"hf_veryprivate" in path.read_bytes()]


def test_gpus_are_sampled_and_what_one_does_not_say_is_null(
    start: Start, wait_for: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("cc"):
        pytest.skip("a stand-in for NVIDIA's library is compiled with cc")
    (tmp_path / "nvml.c").write_text(NVML)
    library = tmp_path / "libnvidia-ml.so.1"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(tmp_path / "nvml.c")], check=True)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    folder = start("import time; time.sleep(1000)", sample_every_s=0.1)
    samples = folder / "samples.jsonl"
    wait_for(lambda: samples.exists() and samples.read_text().count("\n") >= 3)
    rows = [json.loads(line) for line in samples.read_text().splitlines()[:3]]
    found = [tuple(row.get(name) for name in ("gpu", "gpu_percent", "vram_bytes", "vram_total_bytes")) for row in rows]
    assert found == [(None,) * 4, (0, 41.0, 78, 100), (1, None, 78, 100)]


def test_data_that_is_protected_can_be_read_and_not_changed(start: Start, ended: Ended, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.csv").write_text("1,2")
    code = (
        "import os, sys\nos.chdir(sys.argv[1])\nprint(open('a.csv').read())\n"
        "for act in (lambda: open('a.csv', 'a'), lambda: open('b', 'w'), lambda: os.unlink('a.csv')):\n"
        "    try: act(); print('changed')\n"
        "    except OSError as error: print(error.strerror)"
    )
    folder = start("", argv=(sys.executable, "-c", code, str(data)), read_only=(data,))
    if ended(folder).warnings:
        pytest.skip("the system lets nobody but root make mounts of their own")
    assert (folder / "logs" / "stdout.log").read_text().splitlines() == ["1,2"] + ["Read-only file system"] * 3
    (data / "b").write_text("others still may")


def test_data_that_cannot_be_protected_is_said(start: Start, ended: Ended, tmp_path: Path) -> None:
    job = ended(start("print('ran')", read_only=(tmp_path / "nowhere",)))
    assert (job.exit_code, len(job.warnings)) == (0, 1)
    assert "could not be made read-only" in job.warnings[0]


LIMITED = """
import os, sys, time
from pathlib import Path
from mlclaw_tui.hosts.local import LocalHost
from skills.host import Launch
group, folder = Path(sys.argv[1]), Path(sys.argv[2])
(group / "cgroup.procs").write_text(str(os.getpid()))
host = LocalHost()
host.start(Launch(folder=folder, argv=(sys.executable, "-c", "held = bytearray(300 * 2**20)"), cwd=folder))
while host.refresh(folder).status == "running":
    time.sleep(0.05)
"""


@pytest.fixture
def small_memory() -> Iterator[Path]:
    """A control group of 100 MiB below our own."""
    groups = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    own = next((path for _, names, path in groups if "memory" in names.split(",")), None)
    group = Path(f"/sys/fs/cgroup/memory{own}/mlclaw-test-{os.getpid()}")
    try:
        if own is None:
            raise FileNotFoundError
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(100 * 2**20))
    except OSError:
        pytest.skip("control groups of the first kind are made by root alone")
    yield group
    group.rmdir()


def test_a_job_that_the_kernel_killed_for_want_of_memory_is_recorded_so(
    small_memory: Path, folder: Path, ended: Ended, wait_for: Wait
) -> None:
    command = [sys.executable, "-c", LIMITED, str(small_memory), str(folder)]
    subprocess.run(command, check=True, cwd=HOSTS.parents[1])
    job = ended(folder)
    assert (job.signal, job.oom_killed) == ("SIGKILL", True)
    wait_for(lambda: not (small_memory / "cgroup.procs").read_text())
