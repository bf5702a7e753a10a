"""Read runs back from the index, with their metrics, thousands at a time."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from contracts.record import Final, Point, RunFacts, RunRecord
from contracts.run import ParamValue
from store.rows import ANY, Every, RunSummary
from store.statements import run_sql


def read_summaries(
    connection: duckdb.DuckDBPyConnection, project: str, stage: str | None, newest: int | None
) -> list[RunSummary]:
    """Return the runs of a project, newest first."""
    rows = run_sql(connection, "summaries", project=project, stage=stage, newest=newest)
    return [RunSummary(*row)._replace(started_at=_aware(row[4])) for row in rows]


def read_facts(connection: duckdb.DuckDBPyConnection, project: str, run_ids: Sequence[str]) -> list[RunFacts]:
    """Return runs with their metrics in the order asked, without those that are not in the index."""
    rows = run_sql(connection, "records", project=project, run_ids=list(dict.fromkeys(run_ids)))
    parts = _Parts(connection, rows)
    facts = {row[1]: RunFacts(_record(project, row, parts), tuple(parts.finals[row[0]])) for row in rows}
    return [facts[run_id] for run_id in run_ids if run_id in facts]


def read_points(
    connection: duckdb.DuckDBPyConnection, number: int, key: str | None, split: str | Every | None, most: int | None
) -> list[Point]:
    """Return points of a run in the order they were read."""
    named: dict[str, Any] = {"run": number, "key": key, "any_split": split is ANY}
    named["split"] = None if isinstance(split, Every) else split
    if most is None:
        rows = run_sql(connection, "points_of", **named)
    else:
        rows = run_sql(connection, "thinned_points", **named, most=max(most, 5))
    return [Point(*row) for row in rows]


class _Parts:
    """What belongs to some runs, by their numbers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
        numbers = [row[0] for row in rows]
        self.params: defaultdict[int, dict[str, ParamValue]] = defaultdict(dict)
        known: dict[tuple[Any, ...], ParamValue] = {}
        for number, name, *rest in run_sql(connection, "params_of", runs=numbers):
            asked = tuple(rest)
            self.params[number][name] = known.get(asked) or known.setdefault(asked, _param(*asked))
        self.datasets = _grouped(run_sql(connection, "datasets_of", runs=numbers))
        self.reported = _grouped(run_sql(connection, "reported_of", runs=numbers))
        self.finals: defaultdict[int, list[Final]] = defaultdict(list)
        for number, *final in run_sql(connection, "finals_of", runs=numbers):
            self.finals[number].append(Final(*final))
        digests = {digest for row in rows for digest in row[12:14] if digest}
        self.listings = _grouped(run_sql(connection, "listings", digests=list(digests)))


def _grouped(rows: list[tuple[Any, ...]]) -> defaultdict[Any, dict[str, Any]]:
    groups: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for owner, name, value in rows:
        groups[owner][name] = value
    return groups


def _param(value: str, source: Any, binding: Any) -> ParamValue:
    return ParamValue.model_construct(value=json.loads(value), source=source, binding=binding)


def _record(project: str, row: tuple[Any, ...], parts: _Parts) -> RunRecord:
    number, run_id, name, stage, status, started_at, finished_at, host, seed, parent, complete, commit, *rest = row
    packages, code_files, tags, extra = rest
    return RunRecord.model_construct(
        project=project,
        run_id=run_id,
        name=name,
        stage=stage,
        status=status,
        started_at=_aware(started_at),
        finished_at=_aware(finished_at),
        host=host,
        seed=None if seed is None else int(seed),
        parent=parent,
        complete=complete,
        params=parts.params.get(number, {}),
        finals=parts.reported.get(number, {}),
        packages=parts.listings.get(packages, {}),
        code_commit=commit,
        code_files=parts.listings.get(code_files, {}),
        datasets=parts.datasets.get(number, {}),
        tags=tuple(tags),
        extra=json.loads(extra),
    )


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
