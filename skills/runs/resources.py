"""What a run and its machine use, from the samples its runner takes; and when each byte of its logs was printed."""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from contracts.record import Point

READ_BYTES = 16 * 2**20
"""Of the newest samples: days of them."""
_LOGS = {"logs/stdout.log": "stdout_bytes", "logs/stderr.log": "stderr_bytes"}

Row = Mapping[str, Any]
"""A sample as it was written. A row without `gpu` is of the processes, a row with it of that device."""


def sample_rows(path: Path) -> list[Row]:
    """Return the newest samples, oldest first; none where there are none yet. A line cut off by a crash is left out."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            start = file.seek(max(0, end - READ_BYTES))
            lines = file.read().split(b"\n")[1 if start else 0 : -1]
    except FileNotFoundError:
        return []
    return [row for line in lines if (row := _row(line)) is not None]


def _row(line: bytes) -> Row | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("time"), int | float) else None


def resources_of(rows: Sequence[Row]) -> dict[str, JsonValue]:
    """Return what the newest samples say; `null` is what the system does not say, and is not 0."""
    own = next((row for row in reversed(rows) if row.get("gpu") is None), None)
    newest = {row["gpu"]: row for row in rows if row.get("gpu") is not None}
    names = ("time", "cpu_percent", "rss_bytes", "processes", "memory_total_bytes", "memory_available_bytes")
    said: dict[str, JsonValue] = {name: own.get(name) if own else None for name in (*names, "disk_free_bytes")}
    return {**said, "gpus": [_gpu(row) for _, row in sorted(newest.items())]}


def _gpu(row: Row) -> dict[str, JsonValue]:
    used, total = row.get("vram_bytes"), row.get("vram_total_bytes")
    return {
        "gpu": row["gpu"],
        "gpu_percent": row.get("gpu_percent"),
        "vram_bytes": used,
        "vram_total_bytes": total,
        "vram_percent": round(100 * used / total, 1) if used is not None and total else None,
    }


def usage_words(resources: Mapping[str, Any]) -> list[str]:
    """Return the same for a person: processors, memory, and each GPU."""
    words = []
    if resources["cpu_percent"] is not None:
        words.append(f"CPU {resources['cpu_percent']:.0f} %")
    if resources["rss_bytes"] is not None:
        words.append(f"memory {resources['rss_bytes'] / 2**30:.1f} GiB")
    for gpu in resources["gpus"]:
        share = f" {gpu['gpu_percent']:.0f} %" if gpu["gpu_percent"] is not None else ""
        used = f" memory {gpu['vram_bytes'] / 2**30:.1f} GiB" if gpu["vram_bytes"] is not None else ""
        part = f" ({gpu['vram_percent']:.0f} %)" if gpu["vram_percent"] is not None else ""
        says = f"{share}{used}{part}" or " does not say what it does"
        words.append(f"GPU {gpu['gpu']}{says}")
    return words


@dataclass(frozen=True, slots=True)
class PrintTimes:
    """When the bytes of the logs were printed, as far as the samples tell."""

    sizes: Mapping[str, tuple[tuple[int, ...], tuple[float, ...]]]
    """Log to the sizes it had and the times of these looks."""

    def of(self, point: Point) -> float | None:
        """Return when a point was printed, seconds since the epoch; by the log's own time where it gives one."""
        if point.time is not None:
            return point.time
        source, _, offset = (point.source or "").partition("@")
        sizes, times = self.sizes.get(source, ((), ()))
        if not offset.isdigit() or not sizes:
            return None
        after = bisect_right(sizes, int(offset))
        return times[after] if after < len(times) else None


def print_times(rows: Sequence[Row]) -> PrintTimes:
    """Return when the logs grew."""
    sizes = {}
    for source, name in _LOGS.items():
        looks = [(row[name], row["time"]) for row in rows if isinstance(row.get(name), int)]
        sizes[source] = (tuple(size for size, _ in looks), tuple(time for _, time in looks))
    return PrintTimes(sizes)
