"""A plain training log as a finished run, through the same reader as the logs of our own runs."""

import re
from collections import deque
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from contracts.errors import Refused
from contracts.record import Point, RunRecord
from skills.importing.metric_files import IMPORTED_FROM
from skills.importing.source import blocks_of
from skills.importing.words import ReadMoment, moment_of
from skills.metrics.reader import LogReader
from store.store import Session

_LOOKED_AT = 64 * 1024
_STAMP = re.compile(
    rb"^[\[(]?(?P<time>\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?)", re.MULTILINE
)


class LogFindings(NamedTuple):
    """What a log says."""

    points: list[Point]
    reader: LogReader
    started_at: datetime | None
    finished_at: datetime | None
    """The first and the last time that a line begins with."""
    notes: tuple[str, ...]
    """What was taken on trust, for a person."""


def read_training_log(path: Path, *, most_bytes: int | None = None) -> LogFindings:
    """Return what a log says, or what its head says.

    Raises:
        BadRequest: The file cannot be read.
        Refused: It holds no metric.
    """
    reader, points, size = LogReader(path.name), [], 0
    head = tail = b""
    for block in blocks_of(path):
        points += reader.feed(block)
        size += len(block)
        head, tail = head or block[:_LOOKED_AT], (tail + block)[-_LOOKED_AT:]
        if most_bytes is not None and size >= most_bytes:
            break
    else:
        points += reader.close()
    if not points and (most_bytes is None or size < most_bytes):
        raise Refused(
            f"No metric was found in {str(path)!r}: no line of it names a metric and its value. "
            "If it is a history of runs, say `--format jsonl`; else look at the file with an editor."
        )
    started, finished = _moment(_STAMP.search(head)), _moment(deque(_STAMP.finditer(tail), maxlen=1))
    has_zones = started.had_zone and finished.had_zone
    notes = () if has_zones else ("Its times have no time zone and were taken as UTC.",)
    return LogFindings(points, reader, started.moment, finished.moment, notes)


def _moment(found: re.Match[bytes] | deque[re.Match[bytes]] | None) -> ReadMoment:
    stamp = found.pop() if isinstance(found, deque) and found else found
    if not isinstance(stamp, re.Match):
        return ReadMoment(None, True)
    return moment_of(stamp["time"].decode().replace(",", "."))


def stem_of(path: Path) -> str:
    """Return a log's name without its endings: `train` of `train.log.gz`."""
    name = path.name.removesuffix(".gz")
    return Path(name).stem or path.name


def id_of_log(path: Path, project: str, session: Session) -> str:
    """Return the id for a log's run: its stem, with a number where another run has that name."""
    return free_id(stem_of(path), path, project, session)


def free_id(stem: str, origin: Path, project: str, session: Session) -> str:
    """Return an id for what lies at a path: its name, with a number where a run from elsewhere has that name."""
    stem = stem[:190]
    for number in count(1):
        run_id = stem if number == 1 else f"{stem}-{number}"
        facts = session.facts(project, [run_id])
        if not facts or facts[0].record.extra.get(IMPORTED_FROM) == str(origin):
            return run_id
    raise AssertionError("count() does not end")


def record_of_log(path: Path, project: str, run_id: str, log: LogFindings) -> RunRecord:
    """Return the record of the run that a log is about."""
    reader = log.reader
    extra = {IMPORTED_FROM: str(path), "units": dict(reader.units) or None, "failure": reader.failure}
    return RunRecord(
        project=project,
        run_id=run_id,
        name=stem_of(path),
        stage="train",
        status="failed" if reader.failure else "finished",
        started_at=log.started_at,
        finished_at=log.finished_at,
        extra={key: value for key, value in extra.items() if value is not None},
    )
