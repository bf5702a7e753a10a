"""The health rules over samples: no progress, memory and GPU memory close to full, a disk too small. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from contracts.health import HealthFinding

STALLED_S = 600.0
IDLE_CPU_PERCENT = 3.0
"""Of one core; below it nothing is computed."""
IDLE_GPU_PERCENT = 3.0
NEARLY_FULL = 0.95
CHECKPOINT_SLACK = 1.1
FEWEST_FREE_BYTES = 64 * 2**20
"""Below this the next log lines are at risk, whatever the checkpoints weigh."""

Row = Mapping[str, Any]


def look_at_machine(
    rows: Sequence[Row], *, now: float, is_running: bool, checkpoint_bytes: int | None = None
) -> list[HealthFinding]:
    """Return what the samples of a run say about its health.

    What the system does not say gives no finding, neither good nor bad.

    Args:
        rows: Samples as they were written, oldest first; a row with `gpu` is of that device.
        now: Seconds since the epoch.
        is_running: Whether it goes on; only then it can stall, and only then the disk matters.
        checkpoint_bytes: What the largest checkpoint so far weighs.
    """
    own = [row for row in rows if row.get("gpu") is None]
    found = [*_memory(own), *_gpu_memory(rows)]
    if is_running:
        found += [*_stalled(own, rows, now), *_disk(own, checkpoint_bytes)]
    return found


def _stalled(own: Sequence[Row], rows: Sequence[Row], now: float) -> Iterator[HealthFinding]:
    """No new byte in the logs and nothing computed; a sample that could not be taken proves nothing."""
    looks = [row for row in own if _printed(row) is not None and row.get("cpu_percent") is not None]
    if not looks or now - looks[-1]["time"] > STALLED_S:
        return
    busy = [row["time"] for row in rows if row.get("gpu") is not None and _works(row)]
    since = max(busy[-1] if busy else 0.0, looks[0]["time"])
    for before, row in pairwise(looks):
        if row["cpu_percent"] > IDLE_CPU_PERCENT or _printed(row) != _printed(before):
            since = max(since, row["time"])
    idle = looks[-1]["time"] - since
    if idle >= STALLED_S:
        yield HealthFinding(
            rule="stalled",
            level="error",
            says=f"It makes no progress: for {idle / 60:.0f} min no new output, and neither CPU nor GPU does anything.",
            since=datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds"),
            numbers={"idle_s": round(idle, 1)},
        )


def _printed(row: Row) -> int | None:
    sizes = [row[name] for name in ("stdout_bytes", "stderr_bytes") if isinstance(row.get(name), int)]
    return sum(sizes) if sizes else None


def _works(row: Row) -> bool:
    return row.get("gpu_percent") is None or row["gpu_percent"] > IDLE_GPU_PERCENT


def _memory(own: Sequence[Row]) -> Iterator[HealthFinding]:
    looks = [row for row in own if row.get("memory_total_bytes") and row.get("memory_available_bytes") is not None]
    full = [row for row in looks if row["memory_available_bytes"] < (1 - NEARLY_FULL) * row["memory_total_bytes"]]
    if full:
        row = min(full, key=lambda each: each["memory_available_bytes"])
        left, total = row["memory_available_bytes"], row["memory_total_bytes"]
        yield HealthFinding(
            rule="memory",
            level="warning",
            says=f"The machine's memory is nearly full: {_gib(left)} of {_gib(total)} are left, "
            f"and this run uses {_gib(row.get('rss_bytes'))}.",
            since=_moment(full[0]),
            numbers={"available_bytes": left, "total_bytes": total},
        )


def _gpu_memory(rows: Sequence[Row]) -> Iterator[HealthFinding]:
    fullest: dict[int, Row] = {}
    first: dict[int, Row] = {}
    for row in rows:
        used, total = row.get("vram_bytes"), row.get("vram_total_bytes")
        if row.get("gpu") is None or used is None or not total or used < NEARLY_FULL * total:
            continue
        first.setdefault(row["gpu"], row)
        if row["gpu"] not in fullest or used > fullest[row["gpu"]]["vram_bytes"]:
            fullest[row["gpu"]] = row
    for number, row in sorted(fullest.items()):
        used, total = row["vram_bytes"], row["vram_total_bytes"]
        yield HealthFinding(
            rule="gpu_memory",
            level="warning",
            says=f"Memory of GPU {number} is nearly full: {_gib(used)} of {_gib(total)} ({100 * used / total:.0f} %).",
            since=_moment(first[number]),
            numbers={"gpu": number, "used_bytes": used, "total_bytes": total},
        )


def _disk(own: Sequence[Row], checkpoint_bytes: int | None) -> Iterator[HealthFinding]:
    row = next((each for each in reversed(own) if each.get("disk_free_bytes") is not None), None)
    if row is None:
        return
    free = row["disk_free_bytes"]
    needed = int(checkpoint_bytes * CHECKPOINT_SLACK) if checkpoint_bytes else 0
    if free >= max(needed, FEWEST_FREE_BYTES):
        return
    why = f"the last checkpoint took {_gib(checkpoint_bytes)}" if free < needed else "even logs need some"
    yield HealthFinding(
        rule="disk",
        level="error" if free < needed else "warning",
        says=f"The disk is too small for what comes next: {_gib(free)} are free, and {why}.",
        since=_moment(row),
        numbers={"free_bytes": free, "checkpoint_bytes": checkpoint_bytes or 0},
    )


def _moment(row: Row) -> str:
    return datetime.fromtimestamp(row["time"], UTC).isoformat(timespec="seconds")


def _gib(size: float | None) -> str:
    if size is None:
        return "an unknown amount"
    return f"{size / 2**30:.1f} GiB" if size >= 2**30 else f"{size / 2**20:.1f} MiB"
