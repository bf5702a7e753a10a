"""Write a file whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import TypeVar

from contracts.base import Contract
from contracts.errors import BadFile, Broken

C = TypeVar("C", bound=Contract)


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write through a temporary file, fsync and rename: a reader sees the old content or the new, never a part.

    Raises:
        Broken: The disk is full, read-only or not ours; the message says which and what to do.
    """
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> Broken:
    """Return the error to raise where a file of ours cannot be written."""
    return Broken(
        f"{str(path)!r} cannot be written: {error.strerror or error}. "
        "Free some space, or point `MLCLAW_HOME` at a folder you may write to, and run it again."
    )


def read_contract(path: Path, kind: type[C]) -> C | None:
    """Return the contract in a file, or None where there is no file.

    Raises:
        BadFile: It cannot be read or does not fit; the message names file and field.
    """
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadFile(f"{str(path)!r} cannot be read: {error.strerror}. Check its permissions.") from error
    return kind.from_json(text, file=path)
