"""Read a whole log from disk, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path

from contracts.errors import BadRequest
from contracts.record import Point
from skills.metrics.reader import LogReader

BLOCK = 1024 * 1024


def read_log(path: Path, *, name: str | None = None, reader: LogReader | None = None) -> Iterator[list[Point]]:
    """Yield the points of a log, some lines' worth at a time.

    Args:
        path: The log.
        name: Stands in the points' source; absent: the file's name.
        reader: Used where the caller wants its progress and units afterwards.

    Raises:
        BadRequest: The file cannot be read.
    """
    reader = reader or LogReader(name or path.name)
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                if points := reader.feed(block):
                    yield points
    except OSError as error:
        raise BadRequest(
            f"{str(path)!r} cannot be read: {error.strerror or error}. Check the path and its permissions."
        ) from error
    if points := reader.close():
        yield points
