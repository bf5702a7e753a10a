"""A log of any size as lines: found by their place in the file, read when they are shown. Knows no screen."""

from pathlib import Path

CHUNK_BYTES = 4 * 2**20
EVERY = 64
"""Of so many lines the place of one is kept: 100 MB of log take less than 2 MB here."""


class LogLines:
    """The lines of a growing file. Every method may read the disk, so none belongs on the event loop for long."""

    def __init__(self, path: Path) -> None:
        """Remember a file, which need not exist yet."""
        self.path = path
        self.count = 0
        """Lines seen so far; an unfinished last one counts."""
        self._marks = [0]
        self._size = 0
        self._ended = True

    def look(self, most_bytes: int = CHUNK_BYTES) -> bool:
        """Look at what the file gained, at most so much; return whether there is more.

        A file that became smaller was begun anew, and so is this.
        """
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._size:
            self.count, self._marks, self._size, self._ended = 0, [0], 0, True
        if size == self._size:
            return False
        with self.path.open("rb") as file:
            file.seek(self._size)
            data = file.read(most_bytes)
        if data and self._ended:
            self.count += 1
        place = -1
        while (place := data.find(b"\n", place + 1)) >= 0:
            if place + 1 < len(data):  # the line after the last end begins only with what comes next
                if self.count % EVERY == 0:
                    self._marks.append(self._size + place + 1)
                self.count += 1
        self._ended = data.endswith(b"\n")
        if self._ended and self.count % EVERY == 0:
            self._marks.append(self._size + len(data))
        self._size += len(data)
        return self._size < size

    def read(self, first: int, count: int) -> list[str]:
        """Return lines from `first`, counted from 0; fewer at the end. Bytes that are no UTF-8 are replaced."""
        if first >= self.count or count <= 0:
            return []
        mark = min(first // EVERY, len(self._marks) - 1)
        with self.path.open("rb") as file:
            file.seek(self._marks[mark])
            for _ in range(first - mark * EVERY):
                file.readline()
            lines = [file.readline(64 * 1024) for _ in range(min(count, self.count - first))]
        return [_standing(line) for line in lines]

    def find(self, words: str, start: int, step: int) -> int | None:
        """Return the next line that holds the words, in any case, after `start` (or before, with `step` -1)."""
        wanted = words.lower()
        block = 2000
        place = start + step
        while 0 <= place < self.count:
            first = place if step > 0 else max(0, place - block + 1)
            lines = self.read(first, block if step > 0 else place - first + 1)
            numbered = list(enumerate(lines, first))
            for number, line in numbered if step > 0 else reversed(numbered):
                if wanted in line.lower():
                    return number
            place = first + len(lines) if step > 0 else first - 1
            if not lines:
                return None
        return None


def _standing(line: bytes) -> str:
    """Return a line as a terminal would leave it: what a carriage return overwrote is gone."""
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    return next((part for part in reversed(text.split("\r")) if part), "")
