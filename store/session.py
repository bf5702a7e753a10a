"""One short visit to the index: what can be read and written while the lock is held."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
from pydantic import JsonValue

from contracts.errors import NotReady
from contracts.record import Point, RunFacts, RunRecord
from store.histories import Brought, History
from store.measuring import append_points, refresh_finals
from store.points import encodable
from store.reading import read_facts, read_points, read_summaries
from store.rows import ANY, Cursor, Every, RunSummary, Sample, Table
from store.statements import run_sql
from store.user_sql import answer
from store.writing import Key, put_records


class Session:
    """An open index. A session that writes is one transaction: everything or nothing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: Path | None, *, writes: bool = False) -> None:
        """Work on an open index.

        Args:
            connection: Open, and in a transaction where it may write.
            database: Its file; None where it is empty and in memory.
            writes: Whether it may write.
        """
        self._connection = connection
        self._database = database
        self._writes = writes

    def put(self, records: Iterable[RunRecord]) -> None:
        """Insert runs of our own, or replace everything but what was measured in them."""
        _, reporting = put_records(self._connection, list(records), {})
        if reporting:
            refresh_finals(self._connection, reporting, points=False)

    def put_histories(self, histories: Iterable[History]) -> Brought:
        """Insert runs from elsewhere with all their points, or replace them.

        A run that is the same as before is left alone, and so is one whose id a run of our own has. The last of several
        with one id counts.
        """
        asked = {(each.record.project, each.record.run_id): each for each in histories}
        before = self._histories(list(asked))
        taken = {key for key in asked if key in before and before[key] is None}
        changed = {key: each for key, each in asked.items() if key not in taken and before.get(key) != each.digest}
        digests = {key: each.digest for key, each in changed.items()}
        numbers, _ = put_records(self._connection, [each.record for each in changed.values()], digests)
        run_sql(self._connection, "clear_points", runs=list(numbers.values()))
        append_points(self._connection, ((numbers[key], each.points) for key, each in changed.items()))
        refresh_finals(self._connection, list(numbers.values()), points=True)
        replaced = sum(key in before for key in changed)
        return Brought(
            new=len(changed) - replaced,
            replaced=replaced,
            unchanged=len(asked) - len(changed) - len(taken),
            taken=tuple(run_id for _, run_id in sorted(taken)),
            changed=tuple(changed.values()),
        )

    def add_points(self, project: str, run_id: str, points: Sequence[Point]) -> None:
        """Append points, in the order they were read, to those the run has.

        Raises:
            NotReady: The run is not in the index.
        """
        number = self._number(project, run_id)
        if points:
            try:
                append_points(self._connection, [(number, points)])
            except duckdb.InvalidInputException:
                append_points(self._connection, [(number, encodable(points))])
            refresh_finals(self._connection, [number], points=True)

    def cursor(self, project: str, run_id: str, source: str) -> Cursor | None:
        """Return how far a log of a run was read; None where it never was.

        Raises:
            NotReady: The run is not in the index.
        """
        rows = run_sql(self._connection, "cursor", run=self._number(project, run_id), source=source)
        return Cursor(*rows[0]) if rows else None

    def set_cursor(self, project: str, run_id: str, source: str, cursor: Cursor) -> None:
        """Remember how far a log was read, in the transaction of the points read there.

        Raises:
            NotReady: The run is not in the index.
        """
        number = self._number(project, run_id)
        place, state = cursor
        run_sql(self._connection, "set_cursor", run=number, source=source, place=place, state=state)

    def add_samples(self, project: str, run_id: str, samples: Sequence[Sample]) -> None:
        """Append samples of the machine.

        Raises:
            NotReady: The run is not in the index.
        """
        number = self._number(project, run_id)
        with self._connection.appender("core.sample") as appender:
            appender.append_rows((number, *sample) for sample in samples)

    def forget(self, project: str, run_id: str) -> None:
        """Remove a run and everything about it from the index, if it is there."""
        numbers = [number for (number,) in run_sql(self._connection, "run_number", project=project, run_id=run_id)]
        run_sql(self._connection, "clear_runs", runs=numbers)
        run_sql(self._connection, "clear_points", runs=numbers)
        run_sql(self._connection, "drop_unused_listings")

    def summaries(self, project: str, *, stage: str | None = None, newest: int | None = None) -> list[RunSummary]:
        """Return the runs of a project, newest first.

        Args:
            project: Its name.
            stage: Only runs of this stage.
            newest: Only so many.
        """
        return read_summaries(self._connection, project, stage, newest)

    def facts(self, project: str, run_ids: Sequence[str]) -> list[RunFacts]:
        """Return runs with their metrics in the order asked; those that are not in the index are left out."""
        return read_facts(self._connection, project, run_ids)

    def column_names(self, project: str) -> list[tuple[str, str]]:
        """Return the names of a project's metrics and params, each with `metric` or `param`, commonest first."""
        return [(str(kind), str(name)) for kind, name in run_sql(self._connection, "column_names", project=project)]

    def metric_column(self, project: str, key: str) -> dict[str, float | None]:
        """Return one metric of every run of a project that has it, by run: where it ended up."""
        return dict(run_sql(self._connection, "metric_column", project=project, key=key))

    def param_column(self, project: str, name: str) -> dict[str, JsonValue]:
        """Return one param of every run of a project that has it, by run."""
        rows = run_sql(self._connection, "param_column", project=project, param=name)
        known: dict[str, JsonValue] = {}
        return {run: known[text] if text in known else known.setdefault(text, json.loads(text)) for run, text in rows}

    def points(
        self,
        project: str,
        run_id: str,
        *,
        key: str | None = None,
        split: str | Every | None = ANY,
        most: int | None = None,
    ) -> list[Point]:
        """Return points of a run in the order they were read.

        Args:
            project: Its name.
            run_id: The run; one that is not in the index has no points.
            key: Only this metric.
            split: Only this split; None for points without one.
            most: At most so many of each metric, at least 5: the smallest and largest of buckets, the two ends, and of
                the values that are no number the first of each bucket.
        """
        rows = run_sql(self._connection, "run_number", project=project, run_id=run_id)
        return read_points(self._connection, rows[0][0], key, split, most) if rows else []

    def query(self, sql: str, *, rows: int = 1000, seconds: float = 5.0) -> Table:
        """Answer the user's own SQL: one statement that only reads, and nothing but the public views.

        Args:
            sql: As the user wrote it.
            rows: At most so many.
            seconds: At most so long.

        Raises:
            BadRequest: It is not one reading statement, it cannot be understood, or it asks for too much.
        """
        if self._writes:
            raise RuntimeError("A query needs a session that only reads")
        return answer(self._database, sql, rows=rows, seconds=seconds)

    def _histories(self, keys: list[Key]) -> dict[Key, str | None]:
        projects, run_ids = [project for project, _ in keys], [run_id for _, run_id in keys]
        known = run_sql(self._connection, "known_runs", projects=projects, run_ids=run_ids)
        return {(project, run_id): history for project, run_id, _, history in known}

    def _number(self, project: str, run_id: str) -> int:
        rows = run_sql(self._connection, "run_number", project=project, run_id=run_id)
        if not rows:
            raise NotReady(
                f"Run {run_id!r} of project {project!r} is not in the index. It was removed, or not written there yet. "
                "Run `mlclaw store rebuild` if its folder exists."
            )
        return int(rows[0][0])
