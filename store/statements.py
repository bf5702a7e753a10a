"""The SQL of the store, which lies in `store/sql/`, with named parameters."""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

_FOLDER = Path(__file__).with_name("sql")
_NUMBERED = re.compile(r"(\d{4})_(\w+)\.sql")


class Migration(NamedTuple):
    """One step of the schema."""

    number: int
    name: str
    sql: str


def run_sql(connection: duckdb.DuckDBPyConnection, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """Run every statement of `store/sql/<name>.sql`; return the rows of the last.

    Args:
        connection: An open index.
        name: Of the file, without ending.
        parameters: What the statements name with `$`; each statement is given those that it names.
    """
    rows: list[tuple[Any, ...]] = []
    for each in connection.extract_statements(_text(name)):
        wanted = {key: parameters[key] for key in each.named_parameters}
        rows = connection.execute(each, wanted or None).fetchall()
    return rows


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text("utf-8")


@cache
def migrations() -> tuple[Migration, ...]:
    """Return every step of the schema, in order."""
    found = ((match, path) for path in (_FOLDER / "migrations").iterdir() if (match := _NUMBERED.fullmatch(path.name)))
    return tuple(sorted(Migration(int(match[1]), match[2], path.read_text("utf-8")) for match, path in found))


def newest() -> int:
    """Return the number of the last migration: the schema that this program reads and writes."""
    return migrations()[-1].number
