"""A check says in what the index and the files differ, and changes nothing."""

from contracts.record import Point
from contracts.run import RunContract
from store.store import History


def test_an_index_that_agrees_with_the_files_is_sound(store, record, run_on_disk):
    run_on_disk(points=[Point("loss", 1.0)])
    run_on_disk("running")
    store.rebuild()
    store.bring([History(record("old"), [Point("loss", 1.0)])])
    report = store.check()
    assert report.problems == []
    assert report.runs == 3


def test_a_missing_index_is_a_problem_only_where_there_are_runs(store, run_on_disk):
    assert store.check().ok
    run_on_disk(points=[])
    assert "no index" in store.check().text()


def test_every_difference_is_named(store, run_on_disk):
    folders = [run_on_disk(points=[Point("loss", 1.0)]) for _ in range(4)]
    store.rebuild()
    folders[0].discard()
    run = folders[1].require(RunContract)
    folders[1].write(run.model_copy(update={"status": "crashed"}))
    folders[2].metrics.write_bytes(b"")
    folders[3].metrics.unlink()
    run_on_disk(points=[])
    assert store.check().problems == [
        "p run_0002: it is crashed on disk and finished in the index.",
        "p run_0003: it has 0 points on disk and 1 in the index.",
        "p run_0004: its metrics.jsonl is gone, though it has ended.",
        "p run_0005: it is on disk, but not in the index.",
        "p run_0001: it is in the index, but not on disk.",
    ]


def test_an_imported_run_whose_file_is_gone_is_named(store, home, record):
    store.bring([History(record("a")), History(record("b"))])
    for file in home.project("p").imports.iterdir():
        file.unlink()
    assert store.check().problems == ["p: 2 imported runs are in no file: a, b."]
