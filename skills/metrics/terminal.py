"""Cut the bytes of a terminal into lines of plain text, each with the byte offset where it began.

A carriage return, a cursor movement or a run of backspaces to the margin ends a line that will be overwritten, as
progress bars do. Memory is bounded: a line longer than `LIMIT` is passed over.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LIMIT = 256 * 1024
"""Bytes of the longest line that is read. What is longer carries arrays or blobs, not metrics."""

_END = re.compile(rb"(?:\r\x00?){0,8}\n|\r")
_ESCAPE = re.compile(
    r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|\[([0-?]*)[ -/]*([@-~])|[()*+][0-9A-Za-z]|[@-Z\\^_a-z0-9=<>])"
)
_MOVES = frozenset("ABEFGHSTdf")
_CONTROL = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff]")


class Line(NamedTuple):
    """A line of text."""

    offset: int
    """Byte offset of its first byte."""
    text: str
    refreshed: bool = False
    """Whether the terminal would have overwritten it, as a progress bar is."""
    part: int = 0
    """Counts the lines that cursor movements make of the bytes from `offset` on."""


class LineCutter:
    """Cuts bytes, in whatever pieces they come, into lines."""

    def __init__(self, offset: int = 0, *, skipping: bool = False) -> None:
        self.offset = offset
        """Byte offset up to which lines were handed out."""
        self.skipping = skipping
        """Whether `offset` lies within a line that is too long."""
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Line]:
        """Yield the lines that these bytes complete."""
        held = _undecided(self._rest)
        self._rest += data
        if b"\n" in data or b"\r" in data or held:
            yield from self._cut(max(0, len(self._rest) - len(data) - len(held)))
        if self.skipping or len(self._rest) > LIMIT + 16:
            self.skipping = True
            self._consume(len(self._rest) - len(_undecided(self._rest)))

    def _cut(self, searched: int) -> Iterator[Line]:
        block = bytes(self._rest)
        undecided = len(block) - len(_undecided(block))
        start = 0
        for end in _END.finditer(block, searched):
            if end.start() >= undecided:
                break
            piece = block[start : end.start()]
            offset = self.offset + start
            start = end.end()
            if self.skipping or len(piece) > LIMIT:
                self.skipping = False
                continue
            yield from _lines(offset, piece, refreshed=end[0] == b"\r")
        self._consume(start)

    def _consume(self, count: int) -> None:
        self.offset += count
        del self._rest[:count]

    def close(self) -> Iterator[Line]:
        """Yield the last line, which nothing ended."""
        piece = bytes(self._rest).rstrip(b"\r\x00")
        offset = self.offset
        self._consume(len(self._rest))
        if piece and not self.skipping and len(piece) <= LIMIT:
            yield from _lines(offset, piece, refreshed=False)
        self.skipping = False


def _undecided(block: bytes | bytearray) -> bytes:
    """Return the carriage returns at the end, whose newline may be still to come."""
    end = bytes(block[-16:])
    returns = end[len(end.rstrip(b"\r\x00")) :]
    return returns[returns.index(b"\r") :] if b"\r" in returns else b""


def _lines(offset: int, piece: bytes, *, refreshed: bool) -> Iterator[Line]:
    text = piece.decode("utf-8", "replace")
    if not _SUSPECT.search(text):
        yield Line(offset, text, refreshed)
        return
    text = _CONTROL.sub("", _ESCAPE.sub(_escape, text))
    if "\b" in text:
        text = _overwritten(text)
    *before, last = text.split("\r")
    for number, part in enumerate(before):
        if part.strip():
            yield Line(offset, part, True, number)
    yield Line(offset, last, refreshed, len(before))


def _escape(found: re.Match[str]) -> str:
    if found[2] in _MOVES or (found[2] in {"J", "K"} and found[1] in {"1", "2"}):
        return "\r"
    return " " if found[2] == "C" else ""


def _overwritten(text: str) -> str:
    """Return the text as a terminal shows it: a backspace moves back, what follows overwrites."""
    shown: list[str] = []
    cursor = 0
    finished: list[str] = []
    for character in text:
        if character == "\b":
            cursor = max(0, cursor - 1)
        elif character == "\r" or (cursor == 0 and shown):
            finished.append("".join(shown))
            shown, cursor = ([], 0) if character == "\r" else ([character], 1)
        else:
            shown[cursor : cursor + 1] = [character]
            cursor += 1
    return "\r".join([*finished, "".join(shown)])
