"""TFRecord: records framed by their length and masked CRC-32C checksums."""

import struct
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

LARGEST_CHECKED = 64 * 1024
"""Bytes of a record whose checksum is computed; a larger one holds a picture or a graph."""
_POLYNOMIAL = 0x82F63B78
_MASK = 0xA282EAD8


class Record(NamedTuple):
    """One record."""

    offset: int
    data: bytes


def _table() -> tuple[int, ...]:
    rows = []
    for index in range(256):
        value = index
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        rows.append(value)
    return tuple(rows)


_TABLE = _table()


def masked_crc(data: bytes) -> int:
    """Return the CRC-32C of bytes, rotated and offset as TFRecord has it."""
    crc = 0xFFFFFFFF
    table = _TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def records_of(file: IO[bytes], report: Callable[[str], None]) -> Iterator[Record]:
    """Yield the sound records of a file; a last one that was cut off ends it quietly.

    Args:
        file: Open at the beginning.
        report: Takes what is damaged.
    """
    offset = 0
    while len(head := file.read(12)) == 12:
        length, length_crc = struct.unpack("<QI", head)
        if masked_crc(head[:8]) != length_crc:
            report(f"the record at byte {offset} is damaged in its length, and what follows cannot be read")
            return
        body = file.read(length + 4)
        if len(body) < length + 4:
            return
        data = body[:-4]
        if length <= LARGEST_CHECKED and masked_crc(data) != struct.unpack("<I", body[-4:])[0]:
            report(f"the record at byte {offset} is damaged and was left out")
        else:
            yield Record(offset, data)
        offset += 16 + length
