"""Read what the logs of a run have gained into the index.

The place up to which a log was read is committed together with the points: whoever is killed in between loses nothing
and counts nothing twice.
"""

from pathlib import Path

from contracts.lexicon import understand
from contracts.record import Point
from skills.metrics.reader import LogReader
from skills.metrics.structured import structured_points
from skills.skill import SkillContext
from store.folders import RunFolder
from store.store import Cursor

SOURCES = ("logs/stdout.log", "logs/stderr.log")
FILES = "work"
CHUNK_BYTES = 4 * 2**20


def read_logs(folder: RunFolder, context: SkillContext, *, final: bool) -> list[Point]:
    """Read what the logs have gained since the last look into the index; return the new points.

    Args:
        folder: The run.
        context: For the store.
        final: Whether nothing more will come, so that an unfinished last line counts.
    """
    found: list[Point] = []
    for source in SOURCES:
        path = folder.path / source
        while True:
            points, more = _read_chunk(folder, path, source, context, final=final)
            found += points
            if not more:
                break
    return found


def read_files(folder: RunFolder, started: float, context: SkillContext) -> None:
    """Read the metric files that the run left in its work folder, once: event files, CSV, JSON Lines, trainer states.

    A metric that the logs gave already is not taken again from a file.

    Args:
        folder: The run.
        started: When its process started, seconds since the epoch; older files are the repository's own.
        context: For the store.
    """
    found = structured_points(folder.work, started=started)
    with context.store.session(write=True) as session:
        if session.cursor(folder.project, folder.name, FILES) is not None:
            return
        known = {_meaning(point) for point in session.points(folder.project, folder.name)}
        points = [point for _, each in found for point in each if _meaning(point) not in known]
        session.add_points(folder.project, folder.name, points)
        session.set_cursor(folder.project, folder.name, FILES, Cursor(len(points), ""))


def _meaning(point: Point) -> tuple[str, str | None]:
    name = understand(point.key)
    return name.canonical, point.split or name.split


def _read_chunk(
    folder: RunFolder, path: Path, source: str, context: SkillContext, *, final: bool
) -> tuple[list[Point], bool]:
    size = path.stat().st_size if path.exists() else 0
    with context.store.session() as session:
        cursor = session.cursor(folder.project, folder.name, source)
    if size <= (cursor.offset if cursor else 0):
        return [], False
    with context.store.session(write=True) as session:
        cursor = session.cursor(folder.project, folder.name, source)
        offset = cursor.offset if cursor else 0
        if size <= offset:
            return [], False
        reader = LogReader.resume(cursor.state, offset) if cursor else LogReader(source)
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(CHUNK_BYTES)
        points = reader.feed(data)
        at_end = offset + len(data) >= size
        if final and at_end:
            points += reader.close()
        session.add_points(folder.project, folder.name, points)
        session.set_cursor(folder.project, folder.name, source, Cursor(reader.offset, reader.state()))
        return points, not at_end
