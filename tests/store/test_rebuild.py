"""The files are the truth: delete the index and nothing is lost; damage a file and only its run is."""

import json
import math

import pytest

from contracts.env import EnvContract
from contracts.evaluation import EvalContract, MeasuredMetric
from contracts.project import ProjectContract
from contracts.record import Point
from contracts.run import ConfigContract, RunContract
from store.records import record_of
from store.snapshots import Snapshots
from store.store import Cursor, History

VIEWS = ("runs", "params", "metrics", "final_metrics", "packages", "code_files", "datasets", "tags", "samples")


def _everything(store):
    with store.session() as session:
        return {view: sorted(map(repr, session.query(f"FROM {view}", rows=10_000).rows)) for view in VIEWS}


def test_a_deleted_index_comes_back_the_same(store, home, record, run_on_disk):
    folders = [run_on_disk(points=[Point("acc", 0.1 * n, step=n), Point("loss", math.nan)]) for n in range(3)]
    folders[0].samples.write_text('{"time": 1.5, "cpu_percent": 50.0}\n{"time": 2.5, "gpu": 0, "vram_bytes": 7}\n{"ti')
    store.rebuild()
    store.bring([History(record("old_1", finals={"acc": 0.5}, tags=("x",)), [Point("acc", 0.4, "val", 1)])])
    before = _everything(store)
    home.database.unlink()
    assert _everything(store) == before
    assert len(before["runs"]) == 4
    assert len(before["samples"]) == 2


def test_a_run_that_has_not_ended_is_read_again_from_the_beginning(store, run_on_disk):
    run_on_disk("running", points=[Point("loss", 1.0)])
    store.rebuild()
    with store.session() as session:
        assert session.points("p", "run_0001") == []
        assert session.cursor("p", "run_0001", "logs/stdout.log") is None


def test_the_logs_of_a_run_that_has_ended_are_not_read_twice(store, run_on_disk):
    folder = run_on_disk(points=[Point("loss", 0.5)])
    store.rebuild()
    with store.session() as session:
        assert session.cursor("p", "run_0001", "logs/stdout.log") == Cursor(folder.stdout.stat().st_size, "")


DAMAGES = {
    "run.json": lambda folder: (folder.path / "run.json").write_text('{"half'),
    "config.json": lambda folder: (folder.path / "config.json").write_text('{"unknown": 1}'),
    "env.json": lambda folder: (folder.path / "env.json").write_bytes(b"\xff\xfe"),
    "metrics.jsonl": lambda folder: folder.metrics.write_text('{"key": "loss", "value": "high"}\n'),
    "samples.jsonl": lambda folder: folder.samples.write_text("[1]\n{}\n"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_named_and_stops_nothing(store, run_on_disk, name):
    folders = [run_on_disk(points=[Point("loss", 0.5)]) for _ in range(3)]
    DAMAGES[name](folders[1])
    report = store.rebuild()
    assert not report.ok
    assert len(report.problems) == 1
    assert "run_0002" in report.problems[0]
    assert name in report.problems[0]
    with store.session() as session:
        assert session.points("p", "run_0003") == [Point("loss", 0.5)]


def test_a_damaged_project_file_costs_only_the_aliases(store, home, run_on_disk):
    run_on_disk(points=[])
    (home.project("p").path / "project.json").write_text("{}")
    report = store.rebuild()
    assert report.runs == 1
    assert "project.json" in report.text()


def test_a_damaged_line_of_a_kept_history_is_named_and_stops_nothing(store, home, record):
    store.bring([History(record("a")), History(record("b"))])
    (kept,) = home.project("p").imports.iterdir()
    kept.write_bytes(b'{"record": 1}\n' + kept.read_bytes())
    report = store.rebuild()
    assert report.brought == 2
    assert [f"{kept}, line 1" in problem for problem in report.problems] == [True]


def test_a_folder_that_was_only_allocated_is_no_run(store, home, run_on_disk):
    run_on_disk(points=[])
    home.project("p").allocate_run()
    assert store.rebuild().ok
    assert store.check().ok


def test_a_rebuild_replaces_what_only_the_index_said(store, record, run_on_disk):
    run_on_disk(points=[])
    with store.session(write=True) as session:
        session.put([record("run_0099")])
    assert "run_0099" in store.check().text()
    store.rebuild()
    assert store.check().ok


def test_the_record_of_a_run_says_what_its_contracts_say(home, tmp_path, run_on_disk):
    code = tmp_path / "code"
    code.mkdir()
    (code / "train.py").write_text("print('acc 0.5')\n")
    snapshot = Snapshots(home.project("p").snapshots).freeze(code, label="run_0001")
    folder = run_on_disk(points=[])
    folder.write(folder.require(RunContract).model_copy(update={"snapshot": snapshot, "exit_code": 0}))
    config = folder.require(ConfigContract)
    folder.write(config.model_copy(update={"seed": 3, "parent": "run_0000", "datasets": {"digits": "d" * 64}}))
    _freeze_env(folder)
    aliases = ProjectContract(name="p", aliases={"baseline": "run_0001"}, created_at="2026-01-01T00:00:00Z")
    home.project("p").write(aliases)
    record = record_of(folder)
    assert record.name == "baseline"
    assert (record.seed, record.parent, record.datasets) == (3, "run_0000", {"digits": "d" * 64})
    assert record.packages == {"numpy": "2.1.0"}
    assert list(record.code_files) == ["train.py"]
    assert record.params == config.params
    assert record.extra["python_version"] == "3.11.7"
    assert record.extra["exit_code"] == 0


def test_the_scores_of_an_evaluation_are_its_finals(run_on_disk):
    folder = run_on_disk(points=[])
    scores = [MeasuredMetric(key="acc", split="test", value=0.5, source="logs/stdout.log@0")]
    times = {"config": "0" * 64, "evaluated_at": "2026-01-01T00:00:00Z"}
    folder.write(EvalContract(project="p", run_id=folder.name, of=None, metrics=scores, **times))
    assert record_of(folder).finals == {"acc": 0.5}


def _freeze_env(folder):
    env = {
        "folder": "/e",
        "python": "/e/bin/python",
        "python_version": "3.11.7",
        "installer": "uv",
        "specification": ["numpy"],
        "specification_from": [],
        "lock": [{"name": "numpy", "version": "2.1.0"}],
        "lock_digest": "1" * 64,
        "repo": "2" * 64,
        "built_at": "2026-01-01T00:00:00Z",
    }
    folder.write(EnvContract.model_validate_json(json.dumps(env)))
