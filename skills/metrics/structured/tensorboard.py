"""TensorBoard event files, read without TensorFlow: scalars as `simple_value` or as tensors of one number."""

import math
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from contracts.lexicon import split_of, understand
from contracts.record import Point
from skills.metrics.structured.protobuf import fields_of, float_of, read_varint, signed
from skills.metrics.structured.records import records_of
from skills.metrics.structured.rows import MetricFile

_SCALARS = (b"scalars", b"")
_FORMATS = {1: "<f", 2: "<d", 3: "<i", 4: "<B", 5: "<h", 6: "<b", 9: "<q", 17: "<H", 19: "<e", 22: "<I", 23: "<Q"}
"""TensorFlow's number of a type, and how its bytes are read."""
_FLOATS, _DOUBLES, _INTEGERS, _CONTENT = 5, 6, (7, 10, 16, 17), 4
_LARGEST_SCALAR = 64


class _Scalar(NamedTuple):
    tag: str
    value: float


def is_event_file(name: str) -> bool:
    """Return whether a file's name is that of an event file."""
    return ".tfevents." in name and not name.endswith(".profile-empty")


def read_events(path: Path, name: str) -> MetricFile:
    """Return the points of an event file; keys are the tags, steps and times the events'.

    A tag without a split takes it from its folder (`train/`, `validation/`), as Keras writes them. Epochs come from a
    scalar `epoch` of the same step, as Lightning logs it, and from tags that begin with `epoch_`.

    Raises:
        OSError: It cannot be read.
    """
    file = MetricFile("tensorboard")
    split = split_of(path.parent.name)
    epochs: dict[float, float] = {}
    with path.open("rb") as opened:
        for offset, data in records_of(opened, file.add_problem):
            try:
                step, time, scalars = _read_event(data)
            except (ValueError, struct.error) as error:
                file.add_problem(f"the record at byte {offset} is no event: {error}")
                continue
            for tag, value in scalars:
                if tag == "epoch":
                    epochs[step] = value
                elif not (tag == "hp_metric" and value == -1):
                    at = step if tag.startswith("epoch_") else None
                    found = understand(tag).split or split
                    file.points.append(Point(tag, value, found, step, at, time, f"{name}@{offset}"))
    if epochs:
        file.points = [
            point._replace(epoch=epochs.get(point.step or 0.0)) if point.epoch is None else point
            for point in file.points
        ]
    return file


def _read_event(data: bytes) -> tuple[float, float | None, list[_Scalar]]:
    step, time = 0.0, None
    scalars: list[_Scalar] = []
    for number, value in fields_of(data):
        if number == 1 and isinstance(value, bytes):
            (time,) = struct.unpack("<d", value)
        elif number == 2 and isinstance(value, int):
            step = float(signed(value))
        elif number == 5 and isinstance(value, bytes):
            scalars += _scalars(value)
    return step, time if time and math.isfinite(time) else None, scalars


def _scalars(summary: bytes) -> Iterator[_Scalar]:
    for number, value in fields_of(summary):
        if number == 1 and isinstance(value, bytes):
            tag, result, plugin = "", None, b""
            for part, content in fields_of(value):
                if not isinstance(content, bytes):
                    continue
                if part == 1:
                    tag = content.decode("utf-8", "replace")
                elif part == 2:
                    result = float_of(content)
                elif part == 8:
                    result = _tensor(content)
                elif part == 9:
                    plugin = _plugin(content)
            if tag and result is not None and plugin in _SCALARS:
                yield _Scalar(tag, result)


def _plugin(metadata: bytes) -> bytes:
    for number, value in fields_of(metadata):
        if number == 1 and isinstance(value, bytes):
            return next((name for at, name in fields_of(value) if at == 1 and isinstance(name, bytes)), b"")
    return b""


def _tensor(data: bytes) -> float | None:
    """Return the one number in a tensor, or None where it is no scalar."""
    kind = 0
    values: list[float] = []
    for number, value in fields_of(data):
        if number == 1 and isinstance(value, int):
            kind = value
        elif number == 2 and isinstance(value, bytes) and _elements(value) != 1:
            return None
        elif number == _CONTENT and isinstance(value, bytes):
            values += _unpacked(value, _FORMATS.get(kind))
        elif number == _FLOATS and isinstance(value, bytes):
            values += _unpacked(value, "<f")
        elif number == _DOUBLES and isinstance(value, bytes):
            values += _unpacked(value, "<d")
        elif number in _INTEGERS:
            values += _integers(value)
    return values[0] if len(values) == 1 else None


def _elements(shape: bytes) -> int:
    count = 1
    for number, dimension in fields_of(shape):
        if number == 2 and isinstance(dimension, bytes):
            sizes = [signed(size) for at, size in fields_of(dimension) if at == 1 and isinstance(size, int)]
            count *= sizes[0] if sizes else 0
    return count


def _unpacked(data: bytes, form: str | None) -> list[float]:
    if not form or not data or len(data) > _LARGEST_SCALAR or len(data) % struct.calcsize(form):
        return []
    read: Callable[[bytes], float] = float_of if form == "<f" else lambda part: float(struct.unpack(form, part)[0])
    size = struct.calcsize(form)
    return [read(data[at : at + size]) for at in range(0, len(data), size)]


def _integers(value: int | bytes) -> list[float]:
    if isinstance(value, int):
        return [float(signed(value))]
    at = 0
    values: list[float] = []
    while at < len(value) and len(values) < _LARGEST_SCALAR:
        number, at = read_varint(value, at)
        values.append(float(signed(number)))
    return values
