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
from skills.importing.guild import guild_runs
from skills.importing.weights_and_biases import wandb_runs
from skills.metrics.structured.objects import trainer_history
from skills.metrics.structured.records import masked_crc
from skills.metrics.structured.tensorboard import is_event_file

LONGEST_LINE = 256 * 2**20
_BLOCK = 2**20
_HEAD = 64 * 1024
_NAMES = {
    "jsonl": "jsonl", "jsonlines": "jsonl", "json-lines": "jsonl", "ndjson": "jsonl", "history": "jsonl",
    "log": "log", "txt": "log", "text": "log", "plain": "log", "stdout": "log",
    "csv": "csv", "tsv": "csv", "tensorboard": "tensorboard", "tb": "tensorboard", "tfevents": "tensorboard",
    "trainer_state": "trainer_state", "guild": "guild", "mlflow": "mlflow", "wandb": "wandb", "folder": "folder",
}  # fmt: skip
_OF_FOLDERS = frozenset(["csv", "jsonl", "tensorboard", "trainer_state", "guild", "mlflow", "wandb", "folder"])
_OF_FILES = frozenset(["jsonl", "log", "csv", "tensorboard", "trainer_state", "mlflow", "wandb"])
_OTHERS = (
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
    """Return the format of a file or folder: what a user said, else what its content looks like.

    `jsonl` and `log` are read line by line, all others by `read_foreign`; `folder` is any mix of files of metrics.

    Raises:
        BadRequest: There is no such path, or no such format.
        Refused: It is a format that cannot be read.
    """
    if not path.exists():
        raise BadRequest(f"There is no {str(path)!r}. Check the path.")
    if not path.is_dir() and not path.is_file():
        raise BadRequest(f"{str(path)!r} is no regular file. Name a file with a history or a log.")
    if not said:
        return _format_of_folder(path) if path.is_dir() else _format_of_content(path)
    name = _NAMES.get(said.lower().lstrip("."))
    if name is None:
        known = ", ".join(f"`{each}`" for each in dict.fromkeys(_NAMES.values()) if each != "folder")
        raise BadRequest(f"{said!r} is no format that is known. Say one of {known}.")
    if name not in (_OF_FOLDERS if path.is_dir() else _OF_FILES):
        what, other = ("a folder", "a file") if path.is_dir() else ("a file", "a folder")
        raise BadRequest(f"{str(path)!r} is {what}, and the format {name!r} is one of {other}. Name {other}.")
    return name


def digest_and_size(path: Path) -> tuple[str, int]:
    """Return a sha256, 64 hex digits, and the size in bytes.

    That of a folder is over the names, sizes and times of the files below it, so that a change shows.
    """
    digest, size = hashlib.sha256(), 0
    if path.is_dir():
        for file in sorted(each for each in path.rglob("*") if each.is_file()):
            facts = file.stat()
            digest.update(
                f"{file.relative_to(path)}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode("utf-8", "replace")
            )
            size += facts.st_size
        return digest.hexdigest(), size
    with _told(path), path.open("rb") as opened:
        while block := opened.read(_BLOCK):
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


def _format_of_folder(path: Path) -> str:
    if guild_runs(path):
        return "guild"
    if wandb_runs(path):
        return "wandb"
    if any((path / name).exists() for name in ("meta.yaml", "mlruns", "mlflow.db")) or any(path.glob("*/meta.yaml")):
        return "mlflow"
    return "folder"


def _format_of_content(path: Path) -> str:
    with _told(path), _opened(path) as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise Refused(f"{str(path)!r} is empty. Name the file that holds the history or the log.")
    if head.startswith(b"SQLite format 3\x00"):
        return "mlflow"
    if head.startswith(b":W&B"):
        return "wandb"
    for magic, name in _OTHERS:
        if head.startswith(magic):
            raise _later(path, name)
    if is_event_file(path.name) or _is_record(head):
        return "tensorboard"
    if path.suffix.lower() in {".csv", ".tsv"}:
        return "csv"
    if head.lstrip().startswith(b"{") and trainer_history(path) is not None:
        return "trainer_state"
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


def _is_record(head: bytes) -> bool:
    """Whether a file begins with a record of an event file."""
    return len(head) > 12 and masked_crc(head[:8]) == int.from_bytes(head[8:12], "little")


def _later(path: Path, name: str) -> Refused:
    known = (
        "JSON Lines of runs, training logs, TensorBoard event files, CSV logs, trainer states, and runs of MLflow, "
        "Guild and W&B"
    )
    return Refused(f"{str(path)!r} cannot be imported: it is {name}. What can be imported: {known}.")


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
