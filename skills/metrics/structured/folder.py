"""Find the files of metrics in a folder, among all else that a run leaves behind."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from contracts.record import Point
from skills.metrics.structured.objects import read_json_lines, read_trainer_state
from skills.metrics.structured.rows import MetricFile, NotMetrics
from skills.metrics.structured.tables import read_csv
from skills.metrics.structured.tensorboard import is_event_file, read_events

_SKIPPED = frozenset(
    [
        "__pycache__", "node_modules", "site-packages", "dist-packages", "venv", "env", "envs", "data", "dataset",
        "datasets", "cache", "caches", "raw", "processed", "wandb", "mlruns",
    ]
)  # fmt: skip
_ENVIRONMENT = ("pyvenv.cfg", "conda-meta")
_LARGEST_TEXT = 512 * 2**20
_CLOCK_S = 0.05
"""File systems may stamp a file with a tick that lies before the clock."""
_CHECKPOINT = re.compile(r"checkpoint-(\d+)")
_TRUST = ("tensorboard", "csv", "jsonl", "trainer_state")


class FoundFile(NamedTuple):
    """A file of metrics."""

    path: str
    """Relative to the folder, with `/`."""
    file: MetricFile


def structured_points(folder: Path, *, started: float) -> list[tuple[str, list[Point]]]:
    """Return the points of the files of metrics below a run's folder, the most trusted formats first.

    Args:
        folder: The run's `work/`.
        started: Seconds since the epoch; older files are the repository's own and are passed over.

    Returns:
        Path relative to the folder, and points in the order of the file.
    """
    return [(found.path, found.file.points) for found in read_structured(folder, started=started) if found.file.points]


def read_structured(folder: Path, *, started: float = 0.0) -> list[FoundFile]:
    """Return the files of metrics below a folder, with what is damaged in them, the most trusted formats first.

    A metric that two files of one folder hold in two formats is taken from the more trusted.
    """
    found = []
    for path in _newest_states(list(_candidates(folder, started))):
        name = path.relative_to(folder).as_posix()
        reader = reader_of(path)
        try:
            file = reader(path, name) if reader else None
        except NotMetrics:
            continue
        except OSError as error:
            file = MetricFile("unreadable")
            file.add_problem(f"it cannot be read: {error.strerror or error}")
        if file and (file.points or file.problems):
            found.append(FoundFile(name, file))
    found.sort(key=lambda each: (_TRUST.index(each.file.kind) if each.file.kind in _TRUST else 9, each.path))
    return _without_repeats(found)


def reader_of(path: Path) -> Callable[[Path, str], MetricFile] | None:
    """Return what reads a file with such a name, or None where none of ours does."""
    suffix = path.suffix.lower()
    if is_event_file(path.name):
        return read_events
    if suffix in {".csv", ".tsv"}:
        return read_csv
    if path.name == "trainer_state.json":
        return read_trainer_state
    return read_json_lines if suffix in {".jsonl", ".ndjson", ".json"} else None


def _candidates(folder: Path, started: float) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_skipped(Path(root, name)))
        for name in sorted(names):
            path = Path(root, name)
            if reader_of(path) is None or path.is_symlink():
                continue
            try:
                facts = path.stat()
            except OSError:
                continue
            is_small = is_event_file(name) or facts.st_size <= _LARGEST_TEXT
            if facts.st_size and is_small and facts.st_mtime >= started - _CLOCK_S:
                yield path


def _is_skipped(folder: Path) -> bool:
    name = folder.name.lower()
    return (
        name in _SKIPPED
        or (name.startswith(".") and name != ".guild")
        or any((folder / mark).exists() for mark in _ENVIRONMENT)
    )


def _newest_states(paths: list[Path]) -> list[Path]:
    """Return the paths with one trainer state a training: each later checkpoint repeats the ones before it."""
    newest: dict[Path, tuple[float, Path]] = {}
    for path in paths:
        if path.name == "trainer_state.json":
            found = _CHECKPOINT.fullmatch(path.parent.name)
            home = path.parent.parent if found else path.parent
            rank = float(found[1]) if found else float("inf")
            newest[home] = max(newest.get(home, (-1.0, path)), (rank, path))
    kept = {path for _, path in newest.values()}
    return [path for path in paths if path.name != "trainer_state.json" or path in kept]


def _without_repeats(found: list[FoundFile]) -> list[FoundFile]:
    """Return the files without the metrics that a more trusted format of the same folder has."""
    holders: dict[tuple[PurePosixPath, str], str] = {}
    kept = []
    for name, file in found:
        home = PurePosixPath(name).parent
        new = {point.key for point in file.points if holders.setdefault((home, point.key), file.kind) == file.kind}
        file.points = [point for point in file.points if point.key in new]
        if file.points or file.problems:
            kept.append(FoundFile(name, file))
    return kept
