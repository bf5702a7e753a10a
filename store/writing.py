"""Put runs into the index: every record whole, in place of the one before, thousands at a time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from contracts.base import digest_of, json_data
from contracts.lexicon import understand
from contracts.record import RunRecord
from store.statements import run_sql

Key = tuple[str, str]
"""Project and run id."""


def put_records(
    connection: duckdb.DuckDBPyConnection, records: Sequence[RunRecord], histories: Mapping[Key, str]
) -> tuple[dict[Key, int], list[int]]:
    """Insert runs, or replace everything but what was measured in them.

    Args:
        connection: In a transaction.
        records: The last of several with one id counts.
        histories: Digests of the imported lines they came from.

    Returns:
        The number of each run, and the numbers of those whose reported values are others now: `refresh_finals` is to
        follow for them.
    """
    wanted = {(record.project, record.run_id): record for record in records}
    if not wanted:
        return {}, []
    numbers = _numbers(connection, list(wanted))
    reporting = {number for (number,) in run_sql(connection, "reporting_runs", runs=list(numbers.values()))}
    reporting.update(numbers[key] for key, record in wanted.items() if record.finals)
    run_sql(connection, "clear_runs", runs=list(numbers.values()))
    codes = _put_listings(connection, list(wanted.values()))
    rows = [(numbers[key], *_run_row(record, codes, histories.get(key))) for key, record in wanted.items()]
    append_rows(connection, "core.run", rows)
    append_rows(connection, "core.param", _param_rows(numbers, wanted))
    append_rows(
        connection,
        "core.dataset",
        ((numbers[key], *item) for key, record in wanted.items() for item in record.datasets.items()),
    )
    know_metrics(connection, {metric for record in wanted.values() for metric in record.finals})
    append_rows(
        connection,
        "core.reported",
        ((numbers[key], *item) for key, record in wanted.items() for item in record.finals.items()),
    )
    return numbers, sorted(reporting)


def know_metrics(connection: duckdb.DuckDBPyConnection, keys: set[str]) -> None:
    """Write down what the names of metrics mean, for those that are new."""
    if not keys:
        return
    new = (key for (key,) in run_sql(connection, "new_metric_names", keys=list(keys)))
    meanings = ((key, understand(key)) for key in new)
    append_rows(connection, "core.metric_name", ((key, name.split, name.direction) for key, name in meanings))


def _numbers(connection: duckdb.DuckDBPyConnection, keys: list[Key]) -> dict[Key, int]:
    """Return the numbers of runs, new ones for those that are not in the index, in order."""
    projects, run_ids = [project for project, _ in keys], [run_id for _, run_id in keys]
    known = run_sql(connection, "known_runs", projects=projects, run_ids=run_ids)
    numbers = {(project, run_id): number for project, run_id, number, _ in known}
    new = [key for key in keys if key not in numbers]
    if new:
        found = sorted(number for (number,) in run_sql(connection, "new_numbers", many=len(new)))
        numbers.update(zip(new, found, strict=True))
    return numbers


def _run_row(record: RunRecord, listings: dict[int, str], history: str | None) -> tuple[Any, ...]:
    return (
        record.project,
        record.run_id,
        record.name,
        record.stage,
        record.status,
        _naive(record.started_at),
        _naive(record.finished_at),
        record.host,
        None if record.seed is None else str(record.seed),
        record.parent,
        record.complete,
        record.code_commit,
        listings.get(id(record.packages)),
        listings.get(id(record.code_files)),
        list(record.tags),
        _text(record.extra),
        history,
    )


def _param_rows(numbers: dict[Key, int], records: dict[Key, RunRecord]) -> Iterable[tuple[Any, ...]]:
    for key, record in records.items():
        number = numbers[key]
        for name, param in record.params.items():
            yield number, name, _text(param.value), param.source, param.binding


def _put_listings(connection: duckdb.DuckDBPyConnection, records: list[RunRecord]) -> dict[int, str]:
    """Write listings that are new; return the digest of each, by the identity of its dictionary."""
    digests: dict[int, str] = {}
    contents: dict[str, dict[str, str]] = {}
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    for listing in (listing for record in records for listing in (record.packages, record.code_files) if listing):
        items = tuple(listing.items())
        digest = seen.get(items) or seen.setdefault(items, digest_of(listing))
        digests[id(listing)] = digest
        contents[digest] = listing
    known = {digest for (digest,) in run_sql(connection, "known_listings", digests=list(contents))}
    new = ((digest, *item) for digest, content in contents.items() if digest not in known for item in content.items())
    append_rows(connection, "core.listing", new)
    return digests


def append_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Append rows to a table, a value for every column."""
    with connection.appender(table) as appender:
        appender.append_rows(rows)


def _naive(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def _text(value: Any) -> str:
    """Return JSON; NaN and infinity, which it does not have, become strings as in every contract."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(json_data(value), ensure_ascii=False)
