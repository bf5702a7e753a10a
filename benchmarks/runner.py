"""What the runner costs while a job prints 1,000 lines a second: its CPU time as a share of the job's own; ratios."""

import sys
import tempfile
import time
from pathlib import Path

import psutil

from mlclaw_tui.hosts.local import LocalHost
from skills.host import Launch

SECONDS = 20
LINES_A_SECOND = 1_000
PROGRAM = f"""
import time
start = time.monotonic()
for number in range({SECONDS * LINES_A_SECOND}):
    print(f"epoch 1 step {{number}} loss 0.{{number:06d}} accuracy 0.9123 lr 0.001 samples_per_second 1234.5")
    behind = number / {LINES_A_SECOND} - (time.monotonic() - start)
    if behind > 0:
        time.sleep(behind)
"""


def spent(process: psutil.Process) -> float:
    """Return the CPU seconds of a process."""
    times = process.cpu_times()
    return float(times.user + times.system)


def measure(sample_every_s: float, *, terminal: bool) -> tuple[float, float, float]:
    """Return the CPU seconds of the runner with its helpers, those of the job, and the elapsed seconds."""
    host = LocalHost()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        start = time.monotonic()
        argv = (sys.executable, "-u", "-c", PROGRAM)
        host.start(Launch(folder=folder, argv=argv, cwd=folder, sample_every_s=sample_every_s, terminal=terminal))
        job = host.refresh(folder).job
        if job is None or job.pid is None:
            raise RuntimeError("The job has no pid.")
        time.sleep(SECONDS - 1)
        elapsed = time.monotonic() - start
        its_own = psutil.Process(job.pid)
        program = its_own.children()[0] if terminal else its_own
        runner = psutil.Process(job.runner_pid)
        helpers = [each for each in runner.children(recursive=True) if each != program]
        overhead = sum(map(spent, (runner, *helpers)))
        found = overhead, spent(program), elapsed
        while host.refresh(folder).status == "running":
            time.sleep(0.1)
    return found


def main() -> None:
    """Print the shares."""
    print(f"{LINES_A_SECOND:,} lines a second for {SECONDS} s, {len(psutil.pids())} processes on the machine")
    for name, every, terminal in (
        ("a sample every 2 s", 2.0, False),
        ("a sample every 0.2 s", 0.2, False),
        ("on a terminal", 2.0, True),
    ):
        overhead, job, elapsed = measure(every, terminal=terminal)
        shares = f"{overhead / elapsed:6.2%} of a core, {overhead / job:6.1%} of the job's own"
        print(f"{name:22} {overhead * 1000:5.0f} ms CPU in {elapsed:.0f} s = {shares}")


if __name__ == "__main__":
    main()
