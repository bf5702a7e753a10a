"""Measure the processes whose pids come on stdin, a line a sample, and append what they use to `samples.jsonl`.

Standard library alone, Python 3.6 and newer: it lies beside `runner.py` and is started by it. A row without `gpu` is
of the processes, a row with it of that device as a whole, whoever uses it. `null` means that the system does not say.
At the end of stdin it prints the highest memory it saw, in bytes.
"""

import ctypes
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


class Usage(ctypes.Structure):
    """`nvmlUtilization_t`."""

    _fields_ = (("gpu", ctypes.c_uint), ("memory", ctypes.c_uint))


class Memory(ctypes.Structure):
    """`nvmlMemory_t`, bytes."""

    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


class Gpus:
    """The GPUs of this machine, as NVIDIA's management library sees them; none where it is not installed."""

    def __init__(self) -> None:
        self.handles: list[ctypes.c_void_p] = []
        count = ctypes.c_uint()
        try:
            self.library = ctypes.CDLL("libnvidia-ml.so.1")
            if self.library.nvmlInit_v2() != 0 or self.library.nvmlDeviceGetCount_v2(ctypes.byref(count)) != 0:
                return
        except (OSError, AttributeError):
            return
        for number in range(count.value):
            handle = ctypes.c_void_p()
            self.library.nvmlDeviceGetHandleByIndex_v2(number, ctypes.byref(handle))
            self.handles.append(handle)

    def sample(self, now: float) -> "list[dict[str, Any]]":
        """Return a row for each GPU."""
        rows = []
        for number, handle in enumerate(self.handles):
            usage, memory = Usage(), Memory()
            has_usage = self.library.nvmlDeviceGetUtilizationRates(handle, ctypes.byref(usage)) == 0
            has_memory = self.library.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory)) == 0
            rows.append(
                {
                    "time": now,
                    "gpu": number,
                    "gpu_percent": float(usage.gpu) if has_usage else None,
                    "vram_bytes": memory.used if has_memory else None,
                    "vram_total_bytes": memory.total if has_memory else None,
                }
            )
        return rows


class Processes:
    """What a set of processes uses together, from one look to the next."""

    def __init__(self) -> None:
        self.ticks: dict[tuple[int, str], int] = {}
        self.looked_at = 0.0
        self.peak_bytes = 0

    def sample(self, pids: "list[int]", now: float) -> "dict[str, Any]":
        """Return their row; CPU time is known from the second look on, 100 % is one core."""
        clock = time.monotonic()
        seen = {}
        rss_bytes = 0
        for pid in pids:
            try:
                fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            seen[pid, fields[19]] = int(fields[11]) + int(fields[12])
            rss_bytes += int(fields[21]) * _PAGE_BYTES
        spent = sum(ticks - self.ticks.get(process, 0) for process, ticks in seen.items()) / _TICKS
        elapsed = clock - self.looked_at
        percent = round(100 * spent / elapsed, 1) if self.looked_at and elapsed > 0 else None
        self.ticks, self.looked_at = seen, clock
        self.peak_bytes = max(self.peak_bytes, rss_bytes)
        return {
            "time": now,
            "cpu_percent": percent,
            "rss_bytes": rss_bytes if seen else None,
            "processes": len(seen),
            "disk_free_bytes": free_bytes(),
            "stdout_bytes": size_of("logs/stdout.log"),
            "stderr_bytes": size_of("logs/stderr.log"),
            **memory_of_machine(),
        }


def free_bytes() -> "int | None":
    """Return the space that is left where the run writes."""
    try:
        found = os.statvfs(".")
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def size_of(name: str) -> "int | None":
    """Return the size of a log: with it, the place of a line in the log tells when it was printed."""
    try:
        return os.stat(name).st_size  # noqa: PTH116 (as quick as it gets)
    except OSError:
        return None


def memory_of_machine() -> "dict[str, int | None]":
    """Return how much memory the machine has, and how much of it could still be had."""
    try:
        lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    found = {line.partition(":")[0]: line.split()[1] for line in lines if len(line.split()) > 1}
    return {
        "memory_total_bytes": int(found["MemTotal"]) * 1024 if "MemTotal" in found else None,
        "memory_available_bytes": int(found["MemAvailable"]) * 1024 if "MemAvailable" in found else None,
    }


def append(rows: "list[dict[str, Any]]") -> None:
    """Append whole lines; on a full disk none."""
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    handle = os.open("samples.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    size = os.fstat(handle).st_size
    try:
        if os.write(handle, text) < len(text):
            os.ftruncate(handle, size)
    finally:
        os.close(handle)


def main() -> None:
    """Take a sample for each line of pids."""
    gpus, processes = Gpus(), Processes()
    for line in sys.stdin:
        now = round(time.time(), 3)
        rows = [processes.sample([int(pid) for pid in line.split()], now), *gpus.sample(now)]
        try:
            append(rows)
        except OSError:  # no space: this sample is lost, the next may not be
            continue
    sys.stdout.write(str(processes.peak_bytes))


if __name__ == "__main__":
    main()
