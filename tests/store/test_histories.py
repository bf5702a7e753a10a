"""Runs from elsewhere: kept in files, in the index once, replaced by what comes later."""

import math

import pytest

from contracts.errors import Broken
from contracts.record import Point
from store.histories import kept
from store.store import History

POINTS = (Point("acc", 0.5, "val", 1, 0.5, 1.7e9, "a.log@3"), Point("acc", math.nan), Point("loss", math.inf))


@pytest.fixture
def history(record):
    def make(run_id, points=POINTS, **parts):
        return History(record(run_id, **parts), points)

    return make


def _files(home):
    return [file.path.name for file in kept(home.project("p"))]


def test_histories_are_counted_as_new_replaced_and_unchanged(store, history):
    assert store.bring([history("a"), history("b")])[:4] == (2, 0, 0, ())
    assert store.bring([history("a"), history("b", seed=1), history("c")])[:4] == (1, 1, 1, ())


def test_the_same_history_twice_changes_nothing(store, home, history):
    store.bring([history("a")])
    before = (_files(home), home.database.read_bytes())
    assert store.bring([history("a")]).unchanged == 1
    assert _files(home) == before[0]
    with store.session() as session:
        assert len(session.points("p", "a")) == 3


def test_a_later_history_replaces_the_points_of_an_earlier_one(store, history):
    store.bring([history("a")])
    store.bring([history("a", [Point("acc", 0.9)])])
    with store.session() as session:
        assert session.points("p", "a") == [Point("acc", 0.9)]
        assert session.query("SELECT key, last FROM final_metrics").rows == [("acc", 0.9)]


def test_the_last_of_several_lines_with_one_id_counts(store, history):
    assert store.bring([history("a", seed=1), history("a", seed=2)]).new == 1
    with store.session() as session:
        assert session.facts("p", ["a"])[0].record.seed == 2


def test_going_back_to_an_earlier_history_survives_a_rebuild(store, home, history):
    for seed in (1, 2, 1):
        store.bring([history("a", seed=seed)])
    assert len(_files(home)) == 2
    home.database.unlink()
    with store.session() as session:
        assert session.facts("p", ["a"])[0].record.seed == 1
    assert store.check().ok


def test_a_rebuilt_index_knows_the_histories_it_has(store, history):
    store.bring([history("a", params={"lr": 0.1, "n": 3}, finals={"acc": math.nan}, started_at="2026-03-01T10:00:00Z")])
    store.rebuild()
    assert store.check().ok
    again = history("a", params={"lr": 0.1, "n": 3}, finals={"acc": math.nan}, started_at="2026-03-01T10:00:00Z")
    assert store.bring([again]).unchanged == 1


def test_a_run_of_our_own_is_not_replaced_by_a_history(store, history, run_on_disk):
    run_on_disk(points=[Point("loss", 1.0)])
    brought = store.bring([history("run_0001"), history("other")])
    assert (brought.new, brought.taken) == (1, ("run_0001",))
    with store.session() as session:
        assert session.points("p", "run_0001") == [Point("loss", 1.0)]


def test_a_new_run_never_gets_an_imported_id(store, home, history):
    store.bring([history("run_0316"), history("run_0007"), history("something_9999")])
    assert home.project("p").allocate_run().name == "run_0317"


def test_a_history_that_cannot_be_kept_is_not_in_the_index_either(store, home, history):
    folder = home.project("p").imports
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    with pytest.raises(Broken):
        store.bring([history("a")])
    with store.session() as session:
        assert session.summaries("p") == []


def test_histories_of_several_projects_are_kept_apart(store, home, history):
    store.bring([history("a"), history("a", project="q")])
    assert [len(kept(home.project(name))) for name in "pq"] == [1, 1]


def test_a_text_that_is_no_utf8_does_not_stop_a_history(store, history):
    store.bring([history("a", [Point("acc\ud800", 0.5)])])
    store.rebuild()
    with store.session() as session:
        assert session.points("p", "a") == [Point("acc\\ud800", 0.5)]


def test_no_histories_are_nothing(store):
    assert store.bring([])[:4] == (0, 0, 0, ())
