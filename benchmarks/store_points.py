"""Points per second into the store, against DuckDB's own bulk insert in the same run.

python benchmarks/store_points.py [POINTS]
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb

from contracts.record import Point, RunRecord
from store.folders import Home
from store.store import History, Store

TABLE = """
CREATE TABLE point (
    key VARCHAR, value DOUBLE, split VARCHAR, step DOUBLE, epoch DOUBLE, time DOUBLE, source VARCHAR
)
"""


def main(many: int) -> None:
    """Print a table: what was done, points per second, and the ratio to DuckDB."""
    points = [
        Point(("loss", "val_acc")[n % 2], n * 0.37, None, n, source=f"logs/stdout.log@{n * 31}") for n in range(many)
    ]
    with tempfile.TemporaryDirectory() as folder:
        bare = timed(lambda: into_duckdb(Path(folder) / "bare.duckdb", points))
        whole = timed(lambda: into_store(Path(folder) / "whole", points, many))
        chunks = timed(lambda: into_store(Path(folder) / "chunks", points, 20_000))
        histories = timed(lambda: as_histories(Path(folder) / "histories", points))
    print(f"{many:,} points                             points/s   of DuckDB's")
    for name, seconds in (
        ("DuckDB's Appender, one transaction", bare),
        ("add_points, one session", whole),
        ("add_points, sessions of 20,000", chunks),
        ("bring, 100 runs, kept in a file too", histories),
    ):
        print(f"{name:38} {many / seconds:12,.0f} {bare / seconds:9.2f}")


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def into_duckdb(path: Path, points: list[Point]) -> None:
    """Append everything to a table without meaning."""
    with duckdb.connect(path) as connection:
        connection.execute(TABLE)
        connection.begin()
        with connection.appender("point") as appender:
            appender.append_rows(points)
        connection.commit()


def into_store(path: Path, points: list[Point], chunk: int) -> None:
    """Append to one run, so many points a session."""
    store = Store(Home(path))
    with store.session(write=True) as session:
        session.put([RunRecord(project="p", run_id="run_0001")])
    for first in range(0, len(points), chunk):
        with store.session(write=True) as session:
            session.add_points("p", "run_0001", points[first : first + chunk])


def as_histories(path: Path, points: list[Point]) -> None:
    """Bring the points in as a hundred runs."""
    share = -(-len(points) // 100)
    runs = (points[first : first + share] for first in range(0, len(points), share))
    Store(Home(path)).bring(
        History(RunRecord(project="p", run_id=f"old_{number}"), theirs) for number, theirs in enumerate(runs)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
