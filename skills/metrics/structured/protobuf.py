"""The little of the Protocol Buffers wire format that reading takes."""

import struct
from collections.abc import Iterator

Field = tuple[int, int | bytes]
"""Number and value: an integer for varints, else the bytes."""


def fields_of(data: bytes) -> Iterator[Field]:
    """Yield the fields of a message, in order.

    Raises:
        ValueError: It is no message.
    """
    at, end = 0, len(data)
    while at < end:
        tag, at = read_varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = read_varint(data, at)
            yield tag >> 3, value
            continue
        if kind == 2:
            size, at = read_varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"wire type {kind} is not known")
        if at + size > end:
            raise ValueError("a field is longer than its message")
        yield tag >> 3, data[at : at + size]
        at += size


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a varint and where it ends.

    Raises:
        ValueError: There is none.
    """
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("an integer does not end")


def signed(value: int) -> int:
    """Return a varint as the 64-bit integer in two's complement that it stands for."""
    return value - (1 << 64) if value >= 1 << 63 else value


def float_of(data: bytes) -> float:
    """Return 4 bytes as the shortest number that is the same 32-bit float: 0.1, not 0.10000000149."""
    (value,) = struct.unpack("<f", data)
    for digits in (6, 7, 8):
        short = float(f"{value:.{digits}g}")
        if abs(short) < 3e38 and struct.pack("<f", short) == data:
            return short
    return float(value)
