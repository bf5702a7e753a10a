"""What comparisons ask of the store, against the bare SQL in the same run.

    python benchmarks/store_queries.py [RUNS]

A history of runs with 20 params, 60 packages, 40 code files and 20 points each is brought in first.
"""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import duckdb

from contracts.record import Point, RunRecord
from contracts.run import ParamValue
from store.folders import Home
from store.store import History, Store

BEST_OF_LAST_5 = """
SELECT r.run_id, f.best
FROM (SELECT * FROM runs WHERE project = 'p' ORDER BY started_at DESC LIMIT 5) AS r
JOIN final_metrics AS f USING (project, run_id)
WHERE f.key = 'val_acc'
ORDER BY f.best DESC
"""
EVERYTHING = """
SELECT
    (SELECT count(value) FROM params),
    (SELECT count(version) FROM packages),
    (SELECT count(best) FROM final_metrics)
"""
START = datetime(2026, 1, 1, tzinfo=UTC)


def main(many: int) -> None:
    """Print a table: what was asked, milliseconds, and the ratio to the bare SQL."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Home(Path(folder)))
        start = perf_counter()
        store.bring(histories(many))
        print(f"{many:,} runs brought in {perf_counter() - start:.1f} s")
        bare_best, best = fastest(lambda: bare(store, BEST_OF_LAST_5)), fastest(lambda: facts(store, 5))
        bare_all, everything = fastest(lambda: bare(store, EVERYTHING)), fastest(lambda: facts(store, many))
    print("                                              ms    of bare SQL")
    for name, seconds, against in (
        ("bare SQL: best of the last 5", bare_best, bare_best),
        ("store: facts of the last 5", best, bare_best),
        ("bare SQL: every param, package, metric", bare_all, bare_all),
        ("store: facts of every run", everything, bare_all),
    ):
        print(f"{name:38} {seconds * 1000:12,.1f} {seconds / against:9.2f}")


def fastest(work: Callable[[], None]) -> float:
    """Return the seconds of the fastest of five."""
    times = []
    for _ in range(5):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def bare(store: Store, sql: str) -> None:
    """Open the file, ask, close it."""
    with duckdb.connect(store.home.database, read_only=True) as connection:
        connection.execute(sql).fetchall()


def facts(store: Store, newest: int) -> None:
    """Ask as comparisons do."""
    with store.session() as session:
        session.facts("p", [each.run_id for each in session.summaries("p", newest=newest)])


def histories(many: int) -> Iterator[History]:
    """Yield runs that differ as the runs of a search do."""
    chance = random.Random(7)
    packages = [{f"package-{n}": f"{lock}.{n}.0" for n in range(60)} for lock in range(5)]
    code = [{f"src/module_{n}.py": f"{commit:02}{n:038}" for n in range(40)} for commit in range(20)]
    for number in range(many):
        params = {
            f"param_{n}": ParamValue(value=chance.choice((0.1, 2, "cosine")), source="imported") for n in range(19)
        }
        params["lr"] = ParamValue(value=chance.random(), source="imported")
        record = RunRecord(
            project="p",
            run_id=f"trial_{number}",
            stage="train",
            status="finished",
            started_at=START + timedelta(minutes=number),
            seed=number % 5,
            params=params,
            packages=chance.choice(packages),
            code_files=chance.choice(code),
        )
        points = [Point(key, chance.random(), None, step) for step in range(10) for key in ("loss", "val_acc")]
        yield History(record, points)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
