"""A small writer of event files, and a run's folder to put files in."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skills.metrics.structured import structured_points
from skills.metrics.structured.records import masked_crc


def message(*fields: tuple[int, Any]) -> bytes:
    """Return a protobuf message of (number, value): int as varint, float as double, ("f", x) as float, else bytes."""
    out = b""
    for number, value in fields:
        match value:
            case int():
                out += varint(number << 3) + varint(value & (1 << 64) - 1)
            case float():
                out += varint(number << 3 | 1) + struct.pack("<d", value)
            case ("f", single):
                out += varint(number << 3 | 5) + struct.pack("<f", single)
            case _:
                data = value.encode() if isinstance(value, str) else value
                out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def record(data: bytes) -> bytes:
    head = struct.pack("<Q", len(data))
    return head + struct.pack("<I", masked_crc(head)) + data + struct.pack("<I", masked_crc(data))


def event(step: int, *values: bytes, time: float = 1000.0) -> bytes:
    return record(message((1, time), (2, step), (5, b"".join(message((1, value)) for value in values))))


def simple(tag: str, value: float) -> bytes:
    return message((1, tag), (2, ("f", value)))


@pytest.fixture
def work(tmp_path: Path) -> Callable[..., list[tuple[str, list[Any]]]]:
    """Return a function that writes files into a folder and reads its metrics."""

    def read(**files: str | bytes) -> list[tuple[str, list[Any]]]:
        for name, content in files.items():
            path = tmp_path / "work" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return structured_points(tmp_path / "work", started=0.0)

    return read


class Events:
    """What tests make event files of."""

    message, record, event, simple = map(staticmethod, (message, record, event, simple))


@pytest.fixture
def events() -> type[Events]:
    return Events
