"""How long a comparison takes, against bare SQL on the same file: ratios in one run, best of several.

    python benchmarks/compare.py [RUNS]

The SQL asks the least that could answer "best of the last N": their final metrics, params and packages.
"""

import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import duckdb

from contracts.record import RunRecord
from contracts.run import ParamValue
from skills.arguments import Compare
from skills.compare.skill import CompareSkill
from skills.skill import SkillContext
from store.folders import Home
from store.store import Store

ROUNDS = 5
PARAMS = 20
PACKAGES = 60
PROJECT = "bench"
LAST = """
WITH newest AS (
    SELECT project, run_id, name, stage, status, started_at, host, seed
    FROM runs
    WHERE project = $project AND stage = 'train'
    ORDER BY started_at DESC
    LIMIT $last
)
"""
QUESTIONS = (
    "SELECT n.run_id, f.key, f.last FROM newest AS n JOIN final_metrics AS f USING (project, run_id)",
    "SELECT n.run_id, p.name, p.value FROM newest AS n JOIN params AS p USING (project, run_id)",
    "SELECT n.run_id, p.name, p.version FROM newest AS n JOIN packages AS p USING (project, run_id)",
)


def main(runs: int) -> None:
    """Print a table: what was asked, milliseconds of bare SQL and of the comparison, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        context = filled(Home(Path(folder)), runs)
        print(f"{runs:,} runs, {PARAMS} params       bare SQL ms   compare ms   ratio")
        for name, args, last in (
            ("best of the last 5", Compare(last=5), 5),
            ("best of the last 100", Compare(last=100), 100),
            ("best of all, and the list", Compare(), runs),
        ):
            bare = best(lambda last=last: bare_sql(context.store.home.database, last))
            ours = best(lambda args=args: CompareSkill().run(args, context))
            print(f"{name:28} {bare * 1000:12.1f} {ours * 1000:12.1f} {ours / bare:7.1f}")


def filled(home: Home, runs: int) -> SkillContext:
    """Return a project with so many trainings."""
    store, project = Store(home), home.project(PROJECT)
    project.path.mkdir(parents=True)
    with store.session(write=True) as session:
        session.put(record(number) for number in range(runs))
    return SkillContext(store=store, project=project, hosts={}, emit=lambda _: None, clock=lambda: datetime.now(UTC))


def record(number: int) -> RunRecord:
    """Return a training as one of a search."""
    draw = random.Random(number)
    params = {f"param_{each}": draw.choice((1, 2, 3)) if each < 4 else each for each in range(PARAMS)}
    return RunRecord(
        project=PROJECT,
        run_id=f"run_{number:06d}",
        stage="train",
        status="finished",
        started_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        host="server-2",
        seed=number % 5,
        params={name: ParamValue(value=value, source="user") for name, value in params.items()},
        finals={"accuracy": draw.random(), "loss": draw.random()},
        packages={f"package-{each}": f"1.{number % 3 if each == 0 else 0}" for each in range(PACKAGES)},
        code_files={"train.py": str(number % 7)},
        datasets={"dataset": "d" * 64},
    )


def bare_sql(database: Path, last: int) -> None:
    """Open, ask, close, as a script of one's own would."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for question in QUESTIONS:
            connection.execute(LAST + question, {"project": PROJECT, "last": last}).fetchall()


def best(work: Callable[[], object]) -> float:
    """Return the shortest of several times, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
