import json
import math
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills.importing.history import BadLine, read_object, read_run
from store.store import History

FULL = {
    "run": "run_0312",
    "project": "cars",
    "stage": "train",
    "started_at": "2026-11-01T10:00:00Z",
    "finished_at": "2026-11-01T11:00:00+01:00",
    "status": "finished",
    "params": {"lr": 0.001, "optimizer": {"name": "adam"}, "layers": [1, 2], "amp": True, "note": None},
    "metrics": {"accuracy": 0.923, "val": {"loss": "0.2"}},
    "history": [
        {"step": 1, "key": "loss", "value": 0.9, "split": "train"},
        {"epoch": 2, "key": "acc", "value": 0.8, "time": "2026-11-01T10:30:00Z"},
    ],
    "packages": {"NumPy": "1.26.0", "scikit_learn": "1.5"},
    "code": {"commit": "abc123", "files": {"train.py": "d1"}},
    "data": {"digest": "feed"},
    "host": "server-2",
    "seed": 7,
    "tags": ["baseline", "night"],
}


def test_every_key_of_a_line_arrives(bench):
    bench.run(bench.write(FULL))
    record = bench.facts("cars", "run_0312").record
    assert record.stage == "train"
    assert record.status == "finished"
    assert record.started_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert record.finished_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert {name: param.value for name, param in record.params.items()} == {
        "lr": 0.001, "optimizer.name": "adam", "layers": [1, 2], "amp": True, "note": None,
    }  # fmt: skip
    assert record.finals == {"accuracy": 0.923, "val/loss": 0.2}
    assert record.packages == {"numpy": "1.26.0", "scikit-learn": "1.5"}
    assert (record.code_commit, record.code_files) == ("abc123", {"train.py": "d1"})
    assert record.datasets == {"dataset": "feed"}
    assert (record.host, record.seed, record.tags) == ("server-2", 7, ("baseline", "night"))


def test_the_history_arrives_in_order(bench):
    bench.run(bench.write(FULL))
    first, second = bench.points("cars", "run_0312")
    assert first[:5] == ("loss", 0.9, "train", 1, None)
    assert second[:5] == ("acc", 0.8, None, None, 2)
    assert second.time == datetime(2026, 11, 1, 10, 30, tzinfo=UTC).timestamp()
    assert second.source == "history[1]"


def test_a_run_without_anything_else_is_a_run(read):
    record = read().record
    assert (record.status, record.stage, record.started_at, record.params, record.finals) == (None, None, None, {}, {})


@pytest.mark.parametrize(("said", "run_id"), [(7, "7"), (7.0, "7"), (" a b ", "a b"), ("Läufe/1", "Läufe/1")])
def test_a_run_may_be_a_number_or_any_text(read, said, run_id):
    assert read(run=said).record.run_id == run_id


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("COMPLETED", "finished"), ("success", "finished"), ("Finished", "finished"), ("FAILED", "failed"),
        ("error", "failed"), ("killed", "crashed"), ("canceled", "stopped"), ("interrupted", "stopped"),
        ("RUNNING", "running"), ("queued", "pending"), ("lost", "lost"),
    ],
)  # fmt: skip
def test_other_words_for_a_status_are_understood(read, word, status):
    assert read(status=word).record.status == status


def test_an_unknown_status_is_kept_beside_and_counts_as_not_recorded(read):
    run = read(status="purple")
    assert (run.record.status, run.record.extra["status"]) == (None, "purple")
    assert run.notes == ("status 'purple' is not known and counts as not recorded",)


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-01T10:00:00Z", "2026-11-01T12:00:00+02:00", "2026-11-01 10:00:00", "2026-11-01T10:00:00.000",
        "20261101T100000Z",
        "2026-11-01 10:00:00 UTC", "2026/11/01 10:00:00", 1793527200, 1793527200.0, 1793527200000, "1793527200",
    ],
)  # fmt: skip
def test_times_in_many_forms_are_one_moment(read, said):
    assert read(started_at=said).record.started_at == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_a_time_without_a_zone_is_taken_as_utc_and_said(read):
    assert read(started_at="2026-11-01 10:00:00").notes == ("started_at has no time zone and was taken as UTC",)


@pytest.mark.parametrize("said", ["yesterday", "", -5, 1e30, "NaN", True, "9999999999999999999999"])
def test_what_is_no_time_counts_as_not_recorded_and_is_said(read, said):
    run = read(started_at=said)
    assert run.record.started_at is None
    assert len(run.notes) == 1


def test_null_means_not_recorded(read):
    run = read(metrics={"accuracy": None, "loss": 0.5}, history=[{"key": "a", "value": None}], params=None, seed=None)
    assert (run.record.finals, run.points, run.notes) == ({"loss": 0.5}, [], ())


def test_nan_and_infinity_are_kept(bench):
    history = '"history": [{"key": "l", "value": NaN}]'
    bench.run(
        bench.write(f'{{"run": "r", "project": "p", "metrics": {{"a": NaN, "b": -Infinity, "c": "inf"}}, {history}}}')
    )
    finals = bench.facts("p", "r").record.finals
    assert math.isnan(finals["a"])
    assert (finals["b"], finals["c"]) == (-math.inf, math.inf)
    assert math.isnan(bench.points("p", "r")[0].value)


def test_a_metric_that_is_no_number_is_left_out_and_said(read):
    run = read(metrics={"a": "high", "b": 0.5, "c": True})
    assert run.record.finals == {"b": 0.5}
    assert len(run.notes) == 2


@pytest.mark.parametrize(
    ("history", "found"),
    [
        ([{"step": 3, "loss": 0.5, "acc": 0.9}], [("loss", 0.5, 3), ("acc", 0.9, 3)]),
        ([{"metric": "loss", "value": "0.5"}], [("loss", 0.5, None)]),
        ({"loss": [0.9, 0.4]}, [("loss", 0.9, 0), ("loss", 0.4, 1)]),
        ([{"key": "loss", "value": 0.5}, "nonsense", {"key": "loss"}], [("loss", 0.5, None)]),
        ([], []),
    ],
)
def test_histories_of_other_forms(read, history, found):
    assert [(point.key, point.value, point.step) for point in read(history=history).points] == found


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ({"packages": ["numpy==1.26.0", "torch"]}, "packages", {"numpy": "1.26.0"}),
        ({"code": "abc"}, "code_commit", "abc"),
        ({"data": "feed"}, "datasets", {"dataset": "feed"}),
        ({"data": {"name": "cifar", "digest": "feed"}}, "datasets", {"cifar": "feed"}),
        ({"data": {"train": "d1", "val": "d2"}}, "datasets", {"train": "d1", "val": "d2"}),
        ({"tags": "a, b"}, "tags", ("a", "b")),
        ({"seed": "7"}, "seed", 7),
        ({"stage": "training"}, "stage", "train"),
        ({"stage": "distill"}, "stage", "distill"),
        ({"name": "the good one"}, "name", "the good one"),
        ({"parent": "r0"}, "parent", "r0"),
        ({"metrics": [{"key": "acc", "value": 0.5, "split": "val"}]}, "finals", {"val/acc": 0.5}),
    ],
)
def test_keys_in_other_forms(read, keys, field, value):
    assert getattr(read(**keys).record, field) == value


def test_unknown_keys_are_kept_and_said(bench):
    result = bench.run(bench.write({"run": "r", "project": "p", "gpu": "A100", "git": {"dirty": True}}))
    assert bench.facts("p", "r").record.extra == {"gpu": "A100", "git": {"dirty": True}}
    assert result.data["notes"] == ["`git`, `gpu` kept as they are (1 line)"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*FULL, "name", "parent", "other"]), ANYTHING))
def test_whatever_a_line_holds_it_is_a_run_or_a_bad_line(keys):
    with suppress(BadLine):
        record, points, notes = read_run(read_object(json.dumps({"run": "r", **keys}).encode()), "p")
        assert len(History(record, points).digest) == 64
        assert all(note.isprintable() for note in notes)
