"""Append points to the index, and keep the short of each metric right."""

from collections.abc import Iterable, Sequence

import duckdb

from contracts.record import Point
from store.statements import run_sql
from store.writing import know_metrics

Batch = tuple[int, Sequence[Point]]
"""The number of a run, and points that follow those it has."""


def append_points(connection: duckdb.DuckDBPyConnection, batches: Iterable[Batch]) -> None:
    """Append points to runs, in the order given; a run comes once.

    `refresh_finals` is to follow.
    """
    run_sql(connection, "stage_points")
    starts = []
    row = 0
    with connection.appender("temp.staged_point") as appender:
        for number, points in batches:
            if points:
                starts.append((row, number))
                appender.append_rows(points)
                row += len(points)
    with connection.appender("temp.staged_batch") as appender:
        appender.append_rows(starts)
    know_metrics(connection, {key for (key,) in run_sql(connection, "staged_keys")})
    run_sql(connection, "number_points")


def refresh_finals(connection: duckdb.DuckDBPyConnection, runs: Sequence[int], *, points: bool) -> None:
    """Make what ranking reads of runs agree with their points and what was reported.

    Args:
        connection: In a transaction.
        runs: Their numbers.
        points: Whether `append_points` has just been called for them.
    """
    if not points:
        run_sql(connection, "no_points")
    run_sql(connection, "fold_points", runs=list(runs))
    run_sql(connection, "write_finals", runs=list(runs))
