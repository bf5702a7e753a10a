"""The process that answers a user's query: reads a request from standard input, writes an answer, and ends.

It knows the index and nothing else: no environment, no files, no network, little memory, little time.
"""

import base64
import json
import os
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb

from contracts.errors import BadRequest, MLClawError
from store.database import explained, is_failure, migrate
from store.sql_guard import VIEWS, check_statement, tables_of
from store.user_sql import TOO_LARGE, TOO_LONG, too_long

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    "python_enable_replacements": False,
    "temp_directory": "",
    "threads": 2,
}
_CHUNK = 256
_GRACE_S = 0.5
"""How long an interrupted query has to stop by itself."""


class _Utc(tzinfo):
    """UTC, with the method of pytz that DuckDB calls."""

    def utcoffset(self, _: datetime | None) -> timedelta:
        return timedelta(0)

    def dst(self, _: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, _: datetime | None) -> str:
        return "UTC"

    def localize(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC)


def main() -> None:
    """Answer the one request on standard input."""
    asked = json.load(sys.stdin.buffer)
    _confine(asked)
    try:
        answer = _answer(asked)
    except MLClawError as error:
        answer = json.dumps({"error": type(error).__name__, "says": str(error)})
    sys.stdout.write(answer)
    sys.stdout.flush()
    os._exit(0)  # a query that was interrupted may still hold threads


def _confine(asked: dict[str, Any]) -> None:
    """Take away memory, files and cores; give the process the one time zone of the store."""
    for limit, value in (
        (resource.RLIMIT_AS, asked["memory_bytes"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a system without this limit, or with a lower one
            resource.setrlimit(limit, (value, value))
    zones = ModuleType("pytz")
    zones.timezone = lambda _: _Utc()  # type: ignore[attr-defined]
    zones.utc = _Utc()  # type: ignore[attr-defined]
    sys.modules["pytz"] = zones  # DuckDB asks for it where a query returns a time with a zone; all of them are UTC


def _answer(asked: dict[str, Any]) -> str:
    database = Path(asked["database"]) if asked["database"] else None
    connection = _connect(database, asked["memory_bytes"])
    sql = asked["sql"]
    stop = _Stop(connection, asked["seconds"])
    try:
        return _rows(connection.execute(check_statement(connection, sql)), asked)
    except duckdb.InterruptException as error:
        raise BadRequest(too_long(asked["seconds"])) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise BadRequest(TOO_LARGE) from error
    except RecursionError as error:
        raise BadRequest("The query is nested too deeply to be read. Write it with fewer parentheses.") from error
    except duckdb.Error as error:
        if database is not None and is_failure(error):
            raise explained(error, database) from error
        raise BadRequest(_explain(error, connection, sql)) from error
    finally:
        stop.cancel()


def _connect(database: Path | None, memory_bytes: int) -> duckdb.DuckDBPyConnection:
    settings = {**_SETTINGS, "memory_limit": f"{memory_bytes // 3}B"}
    try:
        connection = duckdb.connect(database or ":memory:", read_only=database is not None, config=settings)
        if database is None:
            migrate(connection)
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise explained(error, database) from error
    return connection


class _Stop:
    """Interrupts the query when its time is up, and ends the process where that does not help."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self._timers = [
            threading.Timer(seconds, connection.interrupt),
            threading.Timer(seconds + _GRACE_S, os._exit, (TOO_LONG,)),
        ]
        for timer in self._timers:
            timer.daemon = True
            timer.start()

    def cancel(self) -> None:
        for timer in self._timers:
            timer.cancel()


def _rows(connection: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> str:
    """Return the answer as JSON, as many rows as asked for and as fit."""
    columns = [each[0] for each in connection.description or []]
    rows: list[str] = []
    size, truncated = 0, False
    for row in _fetched(connection):
        text = json.dumps([_plain(cell) for cell in row])
        size += len(text)
        if len(rows) == asked["rows"] or size > asked["answer_bytes"]:
            truncated = True
            break
        rows.append(text)
    if truncated and not rows and asked["rows"]:
        raise BadRequest("The first row alone is larger than an answer may be. Select fewer or shorter columns.")
    return f'{{"columns": {json.dumps(columns)}, "rows": [{", ".join(rows)}], "truncated": {json.dumps(truncated)}}}'


def _fetched(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while chunk := connection.fetchmany(_CHUNK):
        yield from chunk


def _plain(cell: Any) -> Any:
    """Return a value as JSON has it: times as ISO 8601, decimals as numbers, bytes as base64."""
    if cell is None or isinstance(cell, bool | int | float | str):
        return cell
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return base64.b64encode(cell).decode()
    if isinstance(cell, list | tuple):
        return [_plain(item) for item in cell]
    if isinstance(cell, dict):
        return {str(key): _plain(item) for key, item in cell.items()}
    return str(cell)


def _explain(error: Exception, connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Return DuckDB's message, and the names there are where a name was wrong."""
    says = str(error).strip()
    if isinstance(error, duckdb.CatalogException) and "Table with name" in says:
        return f"{says.split('Did you mean')[0].strip()}\nThere are the views: {', '.join(VIEWS)}."
    if isinstance(error, duckdb.BinderException) and "column" in says:
        return "\n".join([says, *(_columns(connection, view) for view in tables_of(connection, sql))])
    return says


def _columns(connection: duckdb.DuckDBPyConnection, view: str) -> str:
    names = ", ".join(connection.view(view).columns)
    return f"{view} has the columns: {names}."


if __name__ == "__main__":
    main()
