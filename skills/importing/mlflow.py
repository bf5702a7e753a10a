"""MLflow's runs, without its package: the file store (`mlruns/`) and the SQLite store (`mlflow.db`)."""

import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from contracts.errors import BadRequest, Refused
from contracts.lexicon import understand
from contracts.record import Point
from skills.importing.elsewhere import Elsewhere, make_run
from skills.importing.history import ImportedRun
from skills.importing.plain_yaml import plain_value, read_yaml

_STATES = {1: "running", 2: "queued", 3: "finished", 4: "failed", 5: "killed"}
_LARGEST = 1.7976931348623157e308
"""What the SQLite store writes for infinity."""
_RUNS = """
    SELECT runs.*, experiments.name AS experiment
    FROM runs LEFT JOIN experiments USING (experiment_id)
    ORDER BY start_time
"""
_METRICS = "SELECT rowid, key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? ORDER BY rowid"
_PAIRS = {
    "params": "SELECT key, value FROM params WHERE run_uuid = ?",
    "tags": "SELECT key, value FROM tags WHERE run_uuid = ?",
}


def read_mlruns(place: Elsewhere) -> Iterator[ImportedRun]:
    """Yield the runs of a file store, of one of its experiments, or of one run's folder.

    Raises:
        Refused: There is none.
    """
    root = place.path / "mlruns" if (place.path / "mlruns").is_dir() else place.path
    runs = [path for path in _metas(root) if "run_name" in (meta := _yaml(path)) or "run_id" in meta]
    if not runs:
        raise Refused(f"No MLflow run was found in {str(root)!r}. Name the folder `mlruns` itself.")
    for path in runs:
        yield from _run_of_folder(path.parent, root, place)


def _metas(root: Path) -> list[Path]:
    return sorted({*root.glob("meta.yaml"), *root.glob("*/meta.yaml"), *root.glob("*/*/meta.yaml")})


def _run_of_folder(folder: Path, root: Path, place: Elsewhere) -> Iterator[ImportedRun]:
    meta = _yaml(folder / "meta.yaml")
    experiment = _yaml(folder.parent / "meta.yaml").get("name")
    points: list[Point] = []
    for path in sorted((folder / "metrics").rglob("*")):
        if path.is_file():
            points += _points_of_file(path, path.relative_to(folder / "metrics").as_posix(), root, place)
    yield from _run(
        {
            **meta,
            "experiment": experiment,
            "status": _STATES.get(meta.get("status", 0)),
            "run_uuid": meta.get("run_id") or meta.get("run_uuid"),
        },
        _texts(folder / "params"),
        _texts(folder / "tags"),
        points,
        place,
    )


def _points_of_file(path: Path, key: str, root: Path, place: Elsewhere) -> Iterator[Point]:
    source, offset = path.relative_to(root).as_posix(), 0
    for line in path.read_bytes().splitlines(keepends=True):
        parts = line.split()
        try:
            time, value = float(parts[0]) / 1000, float(parts[1])
            step = float(parts[2]) if len(parts) > 2 else None
            yield Point(key, value, understand(key).split, step, None, time, f"{source}@{offset}")
        except (ValueError, IndexError):
            if line.endswith(b"\n"):
                place.findings.notes[f"{source} has a line that is no metric"] += 1
        offset += len(line)


def read_mlflow_database(place: Elsewhere) -> Iterator[ImportedRun]:
    """Yield the runs of an SQLite store, opened for reading alone.

    Raises:
        BadRequest: It cannot be read.
        Refused: It is a database of something else.
    """
    path = place.path if place.path.is_file() else place.path / "mlflow.db"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"runs", "metrics", "params", "tags", "experiments"} <= tables:
                raise Refused(f"{str(path)!r} is no MLflow store: it has no tables of runs. Name `mlflow.db`.")
            for row in database.execute(_RUNS).fetchall():
                yield from _run_of_row(database, dict(row), place, path.name)
    except sqlite3.Error as error:
        raise BadRequest(f"{str(path)!r} cannot be read: {error}. Stop the MLflow server or copy the file.") from error


def _run_of_row(
    database: sqlite3.Connection, row: Mapping[str, Any], place: Elsewhere, name: str
) -> Iterator[ImportedRun]:
    run_id = row["run_uuid"]
    points = [
        Point(key, _value(value, is_nan), understand(key).split, step, None, time / 1000, f"{name}@{number}")
        for number, key, value, time, step, is_nan in database.execute(_METRICS, (run_id,))
    ]
    pairs = {table: dict(database.execute(query, (run_id,)).fetchall()) for table, query in _PAIRS.items()}
    facts = {**row, "run_name": row.get("name")}
    yield from _run(facts, pairs["params"], pairs["tags"], points, place)


def _value(value: float, is_nan: int) -> float:
    if is_nan:
        return math.nan
    return math.copysign(math.inf, value) if abs(value) >= _LARGEST else value


def _run(
    meta: Mapping[str, Any],
    params: Mapping[str, str],
    tags: Mapping[str, str],
    points: list[Point],
    place: Elsewhere,
) -> Iterator[ImportedRun]:
    if meta.get("lifecycle_stage") == "deleted":
        place.findings.notes["a run that was deleted in MLflow was left out"] += 1
        return
    data = {
        "run": meta["run_uuid"],
        "name": meta.get("run_name") or tags.get("mlflow.runName"),
        "status": meta.get("status"),
        "started_at": meta.get("start_time") or None,
        "finished_at": meta.get("end_time") or None,
        "parent": tags.get("mlflow.parentRunId"),
        "code": tags.get("mlflow.source.git.commit"),
        "params": {key: plain_value(value) for key, value in params.items()},
        "tags": {key: value for key, value in tags.items() if not key.startswith("mlflow.")},
        "experiment": meta["experiment"],
        "script": tags.get("mlflow.source.name"),
        "note": tags.get("mlflow.note.content"),
    }
    if run := make_run(data, points, place, project=meta["experiment"]):
        yield run


def _yaml(path: Path) -> dict[str, Any]:
    try:
        return read_yaml(path.read_text("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError):
        return {}


def _texts(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace") for path in files}
