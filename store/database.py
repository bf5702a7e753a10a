"""Open the DuckDB file for a moment, and say plainly what is wrong where that fails."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from contracts.errors import Broken, MLClawError, StoreBusy, StoreDamaged
from store.files import cannot_write
from store.statements import migrations, newest

_Settings = dict[str, str | bool | int | float | list[str]]
_COMMON: _Settings = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "threads": min(4, os.cpu_count() or 1),
}
_TO_READ: _Settings = {**_COMMON, "enable_external_access": False, "temp_directory": ""}
_FAILURES = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
)
_CORRUPT = ("orrupt", "Could not read enough bytes")
_HELD = ("Could not set lock", "Conflicting lock")
_NO_ROOM = ("No space left", "Disk quota", "Read-only file system", "Permission denied", "Operation not permitted")


@contextmanager
def opened(path: Path | None, *, write: bool, wait_s: float = 0.0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the index for a moment; the caller holds the lock.

    Args:
        path: The DuckDB file; None for an empty index in memory.
        write: Whether it may be changed.
        wait_s: How long to wait for a program that does not know our lock.

    Raises:
        StoreBusy: Such a program has it open.
        StoreDamaged: It is not a sound DuckDB file.
        Broken: The disk is full, or it may not be read or written.
    """
    try:
        connection = _connect(path, write, time.monotonic() + wait_s)
    except duckdb.Error as error:
        raise explained(error, path) from error
    try:
        if path is None:
            migrate(connection)
        yield connection
    except duckdb.Error as error:
        if is_failure(error):
            raise explained(error, path) from error
        raise
    finally:
        with suppress(duckdb.Error):  # what was committed is safe, and what failed has been raised
            connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep what the block does if it ends well, undo all of it if it raises."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):
            connection.rollback()
        raise


def _connect(path: Path | None, write: bool, deadline: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            if path is None:
                return duckdb.connect(":memory:", config={**_COMMON, "enable_external_access": False})
            return duckdb.connect(path, read_only=not write, config=_COMMON if write else _TO_READ)
        except duckdb.Error as error:
            if not _says(error, _HELD) or time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


def schema_version(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Return the number of the last migration that was applied; None where this is no index of ours."""
    try:
        found = connection.execute("SELECT max(number) FROM core.migration").fetchone()
    except duckdb.CatalogException:
        return None
    return found[0] if found else None


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the schema up to date, all of it or nothing."""
    there = schema_version(connection) or 0
    with transaction(connection):
        for step in migrations():
            if step.number > there:
                connection.execute(step.sql)
                connection.execute("INSERT INTO core.migration VALUES (?, ?, now())", [step.number, step.name])


def is_outdated(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Return whether the schema is older than this program's.

    Raises:
        StoreDamaged: It is newer, or this is no index of ours.
    """
    version = schema_version(connection)
    if version is None:
        raise StoreDamaged(
            f"{str(path)!r} is not an index of MLClaw: its tables are missing. The files beside it are the truth and "
            "nothing is lost. Run `mlclaw store rebuild`."
        )
    if version > newest():
        raise StoreDamaged(
            f"{str(path)!r} was written by a newer MLClaw: its schema is {version}, this program knows {newest()}. "
            "Upgrade MLClaw, or run `mlclaw store rebuild` to make the index anew for this version."
        )
    return version < newest()


def is_failure(error: duckdb.Error) -> bool:
    """Return whether an error comes from the disk or the file, and not from what was asked."""
    return isinstance(error, _FAILURES) or _says(error, (*_NO_ROOM, *_CORRUPT))


def explained(error: duckdb.Error, path: Path | None) -> MLClawError:
    """Return the error of ours that a failure of DuckDB means, outside of a user's query."""
    first = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if _says(error, _HELD):
        return StoreBusy(f"Another program has {str(path)!r} open: {first}. Close it there and try again.")
    if path is not None and _says(error, _NO_ROOM):
        return cannot_write(path, OSError(first))
    if isinstance(error, duckdb.OutOfMemoryException):
        return Broken(f"The store needed more memory than there is: {first}. Ask for less at once.")
    return StoreDamaged(
        f"The index {str(path)!r} cannot be read: {first}. The files beside it are the truth and nothing is lost. "
        "Run `mlclaw store rebuild`."
    )


def _says(error: duckdb.Error, words: tuple[str, ...]) -> bool:
    return any(word in str(error) for word in words)
