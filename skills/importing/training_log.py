"""A plain training log as a finished run, through the same reader as the logs of our own runs."""

from itertools import count
from pathlib import Path
from typing import NamedTuple

from contracts.errors import Refused
from contracts.record import Point, RunRecord
from skills.importing.source import blocks_of
from skills.metrics.reader import LogReader
from store.store import Session

IMPORTED_FROM = "imported_from"


class LogFindings(NamedTuple):
    """What a log says."""

    points: list[Point]
    reader: LogReader


def read_training_log(path: Path, *, most_bytes: int | None = None) -> LogFindings:
    """Return the points of a log, or of its head.

    Raises:
        BadRequest: The file cannot be read.
        Refused: It holds no metric.
    """
    reader, points, size = LogReader(path.name), [], 0
    for block in blocks_of(path):
        points += reader.feed(block)
        size += len(block)
        if most_bytes is not None and size >= most_bytes:
            return LogFindings(points, reader)
    points += reader.close()
    if not points:
        raise Refused(
            f"No metric was found in {str(path)!r}: no line of it names a metric and its value. "
            "If it is a history of runs, say `--format jsonl`; else look at the file with an editor."
        )
    return LogFindings(points, reader)


def stem_of(path: Path) -> str:
    """Return a log's name without its endings: `train` of `train.log.gz`."""
    name = path.name.removesuffix(".gz")
    return Path(name).stem or path.name


def id_of_log(path: Path, project: str, session: Session) -> str:
    """Return the id for a log's run: its stem, with a number where another run has that name."""
    stem = stem_of(path)[:190]
    for number in count(1):
        run_id = stem if number == 1 else f"{stem}-{number}"
        facts = session.facts(project, [run_id])
        if not facts or facts[0].record.extra.get(IMPORTED_FROM) == str(path):
            return run_id
    raise AssertionError("count() does not end")


def record_of_log(path: Path, project: str, run_id: str, reader: LogReader) -> RunRecord:
    """Return the record of the run that a log is about."""
    extra = {IMPORTED_FROM: str(path), "units": dict(reader.units) or None, "failure": reader.failure}
    return RunRecord(
        project=project,
        run_id=run_id,
        name=stem_of(path),
        stage="train",
        status="failed" if reader.failure else "finished",
        extra={key: value for key, value in extra.items() if value is not None},
    )
