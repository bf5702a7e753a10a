"""What goes into the index comes out of it, whole or not at all."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest

from contracts.errors import NotReady
from contracts.record import Point
from store.store import Cursor, Sample

P, RUN = "p", "run_0001"


def test_a_record_comes_back_as_it_was_put(store, record):
    asked = record(
        name="baseline",
        stage="train",
        status="finished",
        started_at=datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=2))),
        finished_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        host="server-2",
        seed=2**70,
        parent="run_0000",
        complete=False,
        params={"lr": 1e-5, "model": "résnet", "sizes": [1, 2], "cosine": True, "nothing": None, "big": 10**30},
        finals={"accuracy": 0.9},
        packages={"numpy": "1.26.4"},
        code_commit="c0ffee",
        code_files={"train.py": "a" * 40},
        datasets={"digits": "d" * 64},
        tags=("a", "b"),
        extra={"python_version": "3.11.7", "nested": {"x": [1, None]}},
    )
    with store.session(write=True) as session:
        session.put([asked])
    with store.session() as session:
        assert [facts.record for facts in session.facts(P, [RUN])] == [asked]


def test_a_record_put_again_replaces_all_but_what_was_measured(store, record):
    with store.session(write=True) as session:
        session.put([record(params={"lr": 1, "momentum": 2}, tags=("old",))])
        session.add_points(P, RUN, [Point("loss", 0.5)])
    with store.session(write=True) as session:
        session.put([record(params={"lr": 3})])
    with store.session() as session:
        (facts,) = session.facts(P, [RUN])
        assert facts.record == record(params={"lr": 3})
        assert session.points(P, RUN) == [Point("loss", 0.5)]


def test_a_session_that_fails_leaves_nothing_behind(store, record):
    with store.session(write=True) as session:
        session.put([record()])
    with pytest.raises(NotReady), store.session(write=True) as session:  # noqa: PT012
        session.add_points(P, RUN, [Point("loss", 0.5)])
        session.set_cursor(P, RUN, "logs/stdout.log", Cursor(10, ""))
        session.put([record("run_0002")])
        session.add_points(P, "run_0009", [Point("loss", 0.5)])
    with store.session() as session:
        assert session.points(P, RUN) == []
        assert session.cursor(P, RUN, "logs/stdout.log") is None
        assert [each.run_id for each in session.summaries(P)] == [RUN]


def test_points_keep_their_order_over_sessions(store, record):
    with store.session(write=True) as session:
        session.put([record()])
    for first in (0, 3, 6):
        with store.session(write=True) as session:
            session.add_points(P, RUN, [Point("loss", value, step=value) for value in range(first, first + 3)])
    with store.session() as session:
        assert [point.value for point in session.points(P, RUN)] == list(range(9))
        assert session.query("SELECT seq, value FROM metrics ORDER BY seq").rows == [(n, n) for n in range(9)]


def test_every_part_of_a_point_is_kept(store, record):
    asked = Point("val/acc", 0.25, "val", 3.0, 1.5, 1_700_000_000.25, "logs/stdout.log@1042")
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points(P, RUN, [asked])
    with store.session() as session:
        assert session.points(P, RUN) == [asked]


def test_a_point_without_a_split_has_the_one_its_name_says(store, record):
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points(P, RUN, [Point("val_acc", 0.9), Point("val_acc", 0.8, "test"), Point("speed", 1.0)])
    with store.session() as session:
        assert [point.split for point in session.points(P, RUN)] == ["val", "test", None]
        assert session.points(P, RUN, split=None) == [Point("speed", 1.0)]
        assert session.points(P, RUN, key="val_acc", split="test") == [Point("val_acc", 0.8, "test")]


def test_nan_and_infinity_are_kept(store, record):
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points(P, RUN, [Point("loss", math.nan), Point("loss", math.inf), Point("loss", -math.inf)])
    with store.session() as session:
        values = [point.value for point in session.points(P, RUN)]
    assert math.isnan(values[0])
    assert values[1:] == [math.inf, -math.inf]


def test_a_param_that_is_no_number_is_the_text_that_contracts_write(store, record):
    with store.session(write=True) as session:
        session.put([record(params={"clip": math.inf, "lr": math.nan})])
    with store.session() as session:
        assert {name: param.value for name, param in session.facts(P, [RUN])[0].record.params.items()} == {
            "clip": "Infinity",
            "lr": "NaN",
        }


def test_a_cursor_is_where_the_last_look_stopped(store, record):
    with store.session(write=True) as session:
        session.put([record()])
        session.set_cursor(P, RUN, "logs/stdout.log", Cursor(10, "a"))
        session.set_cursor(P, RUN, "logs/stdout.log", Cursor(20, '{"half": "line"}'))
    with store.session() as session:
        assert session.cursor(P, RUN, "logs/stdout.log") == Cursor(20, '{"half": "line"}')
        assert session.cursor(P, RUN, "logs/stderr.log") is None


def test_samples_are_listed(store, record):
    now = 1_700_000_000.5
    with store.session(write=True) as session:
        session.put([record()])
        session.add_samples(P, RUN, [Sample(now, 99.5, 2**33), Sample(now, gpu=0, vram_bytes=5)])
    with store.session() as session:
        rows = session.query("SELECT time, cpu_percent, rss_bytes, gpu, vram_bytes FROM samples").rows
    assert rows == [
        ("2023-11-14T22:13:20.500000", 99.5, 2**33, None, None),
        ("2023-11-14T22:13:20.500000", None, None, 0, 5),
    ]


def test_points_of_a_run_that_is_not_there_are_refused(store):
    with pytest.raises(NotReady, match="run_0007"), store.session(write=True) as session:
        session.add_points(P, "run_0007", [Point("loss", 1.0)])


def test_a_forgotten_run_leaves_no_row(store, record):
    with store.session(write=True) as session:
        session.put([record(params={"lr": 1}, packages={"a": "1"}, finals={"acc": 1}, tags=("x",))])
        session.add_points(P, RUN, [Point("loss", 1.0)])
        session.add_samples(P, RUN, [Sample(1.0)])
        session.forget(P, RUN)
        session.forget(P, "run_never_there")
    with store.session() as session:
        views = ("runs", "params", "metrics", "final_metrics", "packages", "samples", "tags")
        assert [session.query(f"SELECT count(*) FROM {view}").rows for view in views] == [[(0,)]] * len(views)


def test_runs_are_listed_newest_first(store, record):
    times = {"run_0002": "2026-03-02T00:00:00Z", "run_0001": "2026-03-01T00:00:00Z", "run_0003": "2026-03-03T00:00:00Z"}
    with store.session(write=True) as session:
        session.put([record(run_id, started_at=time, stage="train") for run_id, time in times.items()])
        session.put([record("run_0004", status="pending"), record("old", stage="train"), record("x", project="q")])
    with store.session() as session:
        assert [each.run_id for each in session.summaries(P)] == ["run_0004", "run_0003", "run_0002", "run_0001", "old"]
        assert [each.run_id for each in session.summaries(P, stage="train", newest=2)] == ["run_0003", "run_0002"]
        assert session.summaries(P, newest=2)[1].started_at == datetime(2026, 3, 3, tzinfo=UTC)


def test_imported_runs_without_times_are_listed_last_line_first(store, record):
    with store.session(write=True) as session:
        session.put([record(run_id) for run_id in ("b", "a", "c")])
        session.put([record("b", status="finished")])
    with store.session() as session:
        assert [each.run_id for each in session.summaries(P)] == ["c", "a", "b"]


def test_facts_come_in_the_order_asked(store, record):
    with store.session(write=True) as session:
        session.put([record(run_id) for run_id in ("a", "b", "c")])
    with store.session() as session:
        assert [facts.record.run_id for facts in session.facts(P, ["c", "gone", "a"])] == ["c", "a"]


def test_text_that_is_no_utf8_is_stored_readably(store, record):
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points(P, RUN, [Point("loss\udcff", 1.0, source="a\udce9.log@1")])
    with store.session() as session:
        assert session.points(P, RUN) == [Point("loss\\udcff", 1.0, source="a\\udce9.log@1")]


def test_a_million_points_thin_to_their_extremes(store, record):
    values = [Point("loss", float(n % 1000), step=n) for n in range(100_000)]
    values[77_777] = Point("loss", -5.0, step=77_777)
    values[55_555] = Point("loss", math.nan, step=55_555)
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points(P, RUN, [*values, Point("acc", 0.5)])
    with store.session() as session:
        thin = session.points(P, RUN, most=200)
    steps = [point.step for point in thin if point.key == "loss"]
    assert len(steps) <= 200
    assert steps == sorted(steps)
    assert {0.0, 77_777.0, 55_555.0, 99_999.0} <= set(steps)
    assert [point for point in thin if point.key == "acc"] == [Point("acc", 0.5)]
