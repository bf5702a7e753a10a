"""`metrics.jsonl` and `samples.jsonl` of a run folder: what was measured, one JSON object a line."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from contracts.errors import BadFile
from contracts.record import Point
from store.files import write_atomic
from store.rows import Sample


def write_points(path: Path, points: Sequence[Point]) -> None:
    """Write points whole, in order: absent keys left out, NaN and infinity as `"NaN"`, `"Infinity"`, `"-Infinity"`.

    Raises:
        Broken: The disk is full or read-only.
    """
    try:
        content = b"".join(map(_line, points))
    except PydanticSerializationError:
        content = b"".join(map(_line, encodable(points)))
    write_atomic(path, content)


def read_points(path: Path) -> list[Point]:
    """Return the points of a file, in order.

    Raises:
        BadFile: A line is no point; the message names it.
    """
    return [_point(found, path, number) for number, found in _objects(path)]


def read_samples(path: Path) -> list[Sample]:
    """Return the samples of a file, in order; empty where there is none. A last line cut off by a crash is left out.

    Raises:
        BadFile: A line is no sample; the message names it.
    """
    if not path.exists():
        return []
    return [_sample(found, path, number) for number, found in _objects(path, cut=True)]


def encodable(points: Iterable[Point]) -> list[Point]:
    """Return points whose texts are UTF-8: a byte that is none, a lone surrogate in Python, is written as an escape."""
    return [
        point._replace(
            key=_utf8(point.key), split=point.split and _utf8(point.split), source=point.source and _utf8(point.source)
        )
        for point in points
    ]


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _line(point: Point) -> bytes:
    return (
        to_json({key: item for key, item in point._asdict().items() if item is not None}, inf_nan_mode="strings")
        + b"\n"
    )


def _point(found: dict[str, Any], path: Path, number: int) -> Point:
    try:
        point = Point(**found)
        return point._replace(value=float(point.value))
    except (TypeError, ValueError) as error:
        raise _bad(path, number, error) from error


def _sample(found: dict[str, Any], path: Path, number: int) -> Sample:
    try:
        return Sample(float(found["time"]), *(found.get(name) for name in Sample._fields[1:]))
    except (KeyError, TypeError, ValueError) as error:
        raise _bad(path, number, error) from error


def _objects(path: Path, *, cut: bool = False) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise BadFile(f"{str(path)!r} cannot be read: {error.strerror}. Check its permissions.") from error
    for number, line in enumerate(lines, 1):
        if cut and not line.endswith(b"\n"):
            return
        try:
            found = json.loads(line)
        except ValueError as error:
            raise _bad(path, number, error) from error
        if not isinstance(found, dict):
            raise _bad(path, number, TypeError("it is not an object"))
        yield number, found


def _bad(path: Path, number: int, error: Exception) -> BadFile:
    return BadFile(
        f"Line {number} of {str(path)!r} cannot be read: {error}. It was cut off or edited by hand. "
        "Restore the file; the logs of the run are not touched by this."
    )
