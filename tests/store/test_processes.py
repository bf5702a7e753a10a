"""Many programs at once on one home, and programs killed in the middle: every point once, nothing lost."""

import json
import os
import signal
import subprocess
import sys

from contracts.record import Point, RunRecord
from store.store import Store

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

TRAIN = """
import sys
from pathlib import Path
from contracts.record import Point, RunRecord
from store.folders import Home
from store.store import Cursor, Store

home = Home(Path(sys.argv[1]))
store = Store(home, who="a training", wait_s=120)
folder = home.project("p").allocate_run()
with store.session(write=True) as session:
    session.put([RunRecord(project="p", run_id=folder.name)])
for look in range(5):
    with store.session(write=True) as session:
        at = session.cursor("p", folder.name, "logs/stdout.log")
        first = at.offset if at else 0
        points = [Point("loss", float(n), step=n) for n in range(first, first + 10)]
        session.add_points("p", folder.name, points)
        session.set_cursor("p", folder.name, "logs/stdout.log", Cursor(first + 10, ""))
    with store.session() as session:
        session.summaries("p")
print(folder.name)
"""

WRITE_ON = """
import sys
from pathlib import Path
from contracts.record import Point
from store.folders import Home
from store.store import Cursor, Store

store = Store(Home(Path(sys.argv[1])), wait_s=60)
while True:
    with store.session(write=True) as session:
        at = session.cursor("p", "run_0001", "log")
        first = at.offset if at else 0
        session.add_points("p", "run_0001", [Point("loss", float(n)) for n in range(first, first + 100)])
        session.set_cursor("p", "run_0001", "log", Cursor(first + 100, ""))
    print(first + 100, flush=True)
"""


def test_twelve_processes_at_once_make_twelve_runs_with_every_point_once(home, store):
    argv = [sys.executable, "-c", TRAIN, str(home.path)]
    children = [subprocess.Popen(argv, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) for _ in range(12)]
    names = sorted(child.communicate()[0].strip() for child in children)
    assert [child.returncode for child in children] == [0] * 12
    assert names == [f"run_{number:04d}" for number in range(1, 13)]
    with store.session() as session:
        assert sorted(each.run_id for each in session.summaries("p")) == names
        for name in names:
            assert [point.value for point in session.points("p", name)] == list(range(50))
        assert session.query("SELECT count(*), count(DISTINCT (run_id, seq)) FROM metrics").rows == [(600, 600)]


def test_a_writer_killed_at_any_instant_loses_nothing_and_counts_nothing_twice(home, store):
    with store.session(write=True) as session:
        session.put([RunRecord(project="p", run_id="run_0001")])
    for looks in range(1, 9):
        written = _write_until_killed(home, looks)
        with store.session() as session:
            values = [point.value for point in session.points("p", "run_0001")]
            cursor = session.cursor("p", "run_0001", "log")
        assert values == list(range(len(values)))
        assert cursor.offset == len(values) >= written
    assert store.check().problems == ["p run_0001: it is in the index, but not on disk."]


def _write_until_killed(home, looks):
    """Kill a writer after it has reported so many looks; return up to where it said that all is written."""
    argv = [sys.executable, "-c", WRITE_ON, str(home.path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as child:
        said = [int(child.stdout.readline()) for _ in range(looks)]
        child.send_signal(signal.SIGKILL)
        return said[-1]


def test_processes_that_find_no_index_at_once_make_one(home, run_on_disk):
    for _ in range(3):
        run_on_disk(points=[Point("loss", 1.0)])
    script = (
        "import json, sys; from pathlib import Path; from store.folders import Home; from store.store import Store\n"
        "with Store(Home(Path(sys.argv[1])), wait_s=120).session() as session:\n"
        "    print(json.dumps([each.run_id for each in session.summaries('p')]))"
    )
    argv = [sys.executable, "-c", script, str(home.path)]
    children = [subprocess.Popen(argv, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) for _ in range(6)]
    answers = [json.loads(child.communicate()[0]) for child in children]
    assert answers == [["run_0003", "run_0002", "run_0001"]] * 6


def test_a_rebuild_killed_on_the_way_leaves_the_old_index(home, store, run_on_disk):
    for _ in range(3):
        run_on_disk(points=[Point("loss", 1.0)])
    store.rebuild()
    script = (
        "import os, sys; from pathlib import Path; import store.rebuild; from store.folders import Home\n"
        "from store.store import Store\n"
        "store.rebuild._replace = lambda *_, **__: os.kill(os.getpid(), 9)\n"
        "Store(Home(Path(sys.argv[1]))).rebuild()"
    )
    done = subprocess.run([sys.executable, "-c", script, str(home.path)], env=ENVIRONMENT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert store.check().ok
    assert Store(home).rebuild().runs == 3
