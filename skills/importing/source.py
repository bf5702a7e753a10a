"""The file that is imported: what it holds, told by its content, and its lines."""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from contracts.errors import BadRequest, Refused

LONGEST_LINE = 256 * 2**20
_BLOCK = 2**20
_HEAD = 64 * 1024
_NAMES = {
    "jsonl": "jsonl", "jsonlines": "jsonl", "json-lines": "jsonl", "ndjson": "jsonl", "history": "jsonl",
    "log": "log", "txt": "log", "text": "log", "plain": "log", "stdout": "log",
}  # fmt: skip
_LATER = ("csv", "tensorboard", "guild", "mlflow", "wandb")
_OTHERS = (
    (b"SQLite format 3\x00", "mlflow"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89HDF", "an HDF5 file"),
    (b"PAR1", "a Parquet file"),
)


_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")


class NumberedLine(NamedTuple):
    """A line of a file."""

    number: int
    """From 1."""
    offset: int
    """Byte offset of its beginning, in the file as it is unpacked."""
    content: bytes
    is_cut: bool = False
    """Whether it is longer than can be read."""


def format_of(path: Path, said: str | None) -> str:
    """Return `jsonl` or `log`: what a user said, else what the file's content looks like.

    Raises:
        BadRequest: There is no such file, or no such format.
        Refused: It is a format that cannot be read yet.
    """
    if not path.exists():
        raise BadRequest(f"There is no {str(path)!r}. Check the path.")
    if said:
        name = said.lower().lstrip(".")
        if name in _LATER:
            raise _later(path, name)
        if name not in _NAMES:
            raise BadRequest(f"{said!r} is no format that is known. Say `jsonl` or `log`.")
        _require_file(path)
        return _NAMES[name]
    _require_file(path)
    return _format_of_content(path)


def digest_and_size(path: Path) -> tuple[str, int]:
    """Return the sha256 of a file, 64 hex digits, and its size in bytes."""
    digest, size = hashlib.sha256(), 0
    with _told(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def blocks_of(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked where it is gzip.

    Raises:
        BadRequest: It cannot be read, or is damaged.
    """
    with _told(path), _opened(path) as file:
        while block := file.read(_BLOCK):
            yield block


def lines_of(path: Path, *, longest: int = LONGEST_LINE) -> Iterator[NumberedLine]:
    """Yield the lines of a file that are not blank, without their ends and without a byte order mark.

    Raises:
        BadRequest: It cannot be read, or is damaged.
    """
    offset, number = 0, 0
    with _told(path), _opened(path) as file:
        while line := file.readline(longest):
            number += 1
            start, is_cut = offset, False
            offset += len(line)
            while len(line) >= longest and not line.endswith(b"\n"):
                is_cut = True
                line = file.readline(longest)
                offset += len(line)
            content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if content.strip():
                yield NumberedLine(number, start, content.strip(), is_cut)


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as raw:
        magic = raw.read(2)
    if magic == b"\x1f\x8b":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if magic in {b"\xff\xfe", b"\xfe\xff"}:  # what PowerShell's `>` writes
        return _AsUtf8(path)
    return path.open("rb")


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise _later(path, _format_of_folder(path))
    if not path.is_file():
        raise BadRequest(f"{str(path)!r} is no regular file. Name a file with a history or a log.")


def _format_of_folder(path: Path) -> str:
    if (path / ".guild").is_dir() or (path / "opref").exists():
        return "guild"
    if (path / "meta.yaml").exists() or any(path.glob("*/meta.yaml")):
        return "mlflow"
    if any(path.glob("run-*/*.wandb")) or any(path.glob("offline-run-*")) or any(path.glob("*.wandb")):
        return "wandb"
    if any(path.glob("events.out.tfevents.*")) or any(path.glob("*/events.out.tfevents.*")):
        return "tensorboard"
    return "a folder"


def _format_of_content(path: Path) -> str:
    with _told(path), _opened(path) as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise Refused(f"{str(path)!r} is empty. Name the file that holds the history or the log.")
    for magic, name in _OTHERS:
        if head.startswith(magic):
            raise _later(path, name)
    if ".tfevents." in path.name:
        raise _later(path, "tensorboard")
    if path.suffix == ".wandb":
        raise _later(path, "wandb")
    if path.suffix.lower() in {".csv", ".tsv"}:
        raise _later(path, "csv")
    if _LIST.match(head) and b'"run"' in head:
        raise Refused(
            f"{str(path)!r} is one JSON list, not JSON Lines. Write one object a line, for example with "
            f"`jq -c '.[]' {path.name} > {path.stem}.jsonl`, and import that."
        )
    if _is_history(head):
        return "jsonl"
    if _is_binary(head):
        raise _later(path, "binary data")
    return "log"


def _is_history(head: bytes) -> bool:
    """Whether some line is a JSON object that names a run."""
    if len(head) == _HEAD and b"\n" not in head:  # one long line: enough of it is here to tell
        return head.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") and b'"run"' in head
    for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        text = line.strip()
        if text.startswith(b"{") and b'"run"' in text:
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(data, dict) and "run" in data:
                return True
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip()
    return first.startswith(b'{"run"')


def _is_binary(head: bytes) -> bool:
    strange = sum(byte < 7 or 13 < byte < 27 for byte in head)  # bells, backspaces and escapes are a terminal's
    return strange > len(head) // 10


def _later(path: Path, name: str) -> Refused:
    known = "JSON Lines of runs and plain training logs"
    if name in _LATER:
        return Refused(
            f"{str(path)!r} cannot be imported: the format {name!r} is not read yet. What can be imported now: {known}."
        )
    return Refused(f"{str(path)!r} cannot be imported: it is {name}. What can be imported now: {known}.")


class _AsUtf8(io.BufferedReader):
    """The bytes of a UTF-16 file as if it were UTF-8."""

    def __init__(self, path: Path) -> None:
        super().__init__(_Recoded(path))


class _Recoded(io.RawIOBase):
    def __init__(self, path: Path) -> None:
        self._text = path.open(encoding="utf-16", errors="replace", newline="")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = self._text.read(_BLOCK // 4).encode("utf-8", "replace")
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._text.close()
        super().close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadRequest(
            f"{str(path)!r} is damaged: it cannot be unpacked ({error}). Fetch it again or unpack it by hand."
        ) from error
    except OSError as error:
        raise BadRequest(
            f"{str(path)!r} cannot be read: {error.strerror or error}. Check the path and its permissions."
        ) from error
