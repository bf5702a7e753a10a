"""Runs from elsewhere in a form of our own, one JSON object a line, so that the index can be made again from them.

    {"record": RunRecord without its defaults, "points": [[key, value, split, step, epoch, time, source], …]}

What an importer reads in foreign formats is kept like this under `projects/<project>/imports/`, in files numbered in
the order they came. Only runs that were new or different are kept; a later file's run replaces an earlier one's.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from contracts.base import Model
from contracts.record import Point, RunRecord
from store.files import write_atomic
from store.folders import RUN_ID, ProjectFolder
from store.points import encodable

_KEPT = re.compile(r"(\d{6})-([0-9a-f]{16})-(\d+)\.jsonl")


class History:
    """A run from elsewhere, with its points in the order they were made."""

    def __init__(self, record: RunRecord, points: Sequence[Point] = ()) -> None:
        self.record = record
        self.points = points

    @cached_property
    def line(self) -> bytes:
        """The run as one line of JSON."""
        record = self.record.model_dump_json(exclude_defaults=True).encode()
        try:
            points = to_json(self.points, inf_nan_mode="strings")
        except PydanticSerializationError:
            self.points = encodable(self.points)
            points = to_json(self.points, inf_nan_mode="strings")
        return b'{"record":' + record + b',"points":' + points + b"}"

    @cached_property
    def digest(self) -> str:
        """Sha256 of the line, 64 hex digits: another one means that something of the run is different."""
        return hashlib.sha256(self.line).hexdigest()


class Brought(NamedTuple):
    """What became of the runs of a history."""

    new: int
    replaced: int
    unchanged: int
    taken: tuple[str, ...]
    """Ids that runs of our own already have; these were left out."""
    changed: tuple[History, ...]
    """The new and the replaced."""


class Kept(NamedTuple):
    """A file of kept histories."""

    path: Path
    number: int
    digest: str
    """The first 16 hex digits of its sha256."""
    highest: int
    """The largest number of a run id like `run_0042` in it; 0 where there is none."""


class BadLine(NamedTuple):
    """A line of a kept file that cannot be read."""

    path: Path
    number: int
    """From 1."""
    reason: str


class _Line(Model):
    record: RunRecord
    points: tuple[tuple[str, float, str | None, float | None, float | None, float | None, str | None], ...] = ()


def keep(project: ProjectFolder, histories: Iterable[History]) -> Path:
    """Write histories beside those kept before; the same content again becomes the newest, not a second file.

    Raises:
        Broken: The disk is full or read-only.
    """
    each = list(histories)
    content = b"".join(history.line + b"\n" for history in each)
    digest = hashlib.sha256(content).hexdigest()[:16]
    highest = max((_number(history.record.run_id) for history in each), default=0)
    before = kept(project)
    number = max((file.number for file in before), default=0) + 1
    path = project.imports / f"{number:06d}-{digest}-{highest}.jsonl"
    write_atomic(path, content)
    for file in before:
        if file.digest == digest:
            file.path.unlink()
    return path


def kept(project: ProjectFolder) -> list[Kept]:
    """Return the kept files, in the order they came."""
    if not project.imports.is_dir():
        return []
    found = ((path, match) for path in project.imports.iterdir() if (match := _KEPT.fullmatch(path.name)))
    return sorted((Kept(path, int(m[1]), m[2], int(m[3])) for path, m in found), key=lambda file: file.number)


def read_kept(path: Path) -> Iterator[History | BadLine]:
    """Yield the histories of a kept file, and what cannot be read in it."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                found = _Line.model_validate_json(line)
            except ValidationError as error:
                yield BadLine(path, number, error.errors()[0]["msg"])
            else:
                yield _as_kept(found, line.rstrip(b"\n"))


def _as_kept(found: _Line, line: bytes) -> History:
    history = History(found.record, [Point(*point) for point in found.points])
    history.line = line  # so that its digest stays what it was, whatever a newer program would write
    return history


def _number(run_id: str) -> int:
    match = RUN_ID.fullmatch(run_id)
    return int(match[1]) if match else 0
