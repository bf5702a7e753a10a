"""Filter, order and marks of the history."""

from datetime import UTC, datetime, timedelta

import pytest

from screens.filters import Row, read_filter
from screens.runs_model import RunsModel

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ROWS = [
    Row("r3", "vit-a", "train", "finished", NOW - timedelta(hours=1)),
    Row("r2", "resnet", "train", "failed", NOW - timedelta(days=3)),
    Row("r1", "vit-b", "evaluate", "finished", NOW - timedelta(days=30)),
    Row("r0", "none", "train", "finished", None),
]
COLUMNS = {
    "acc": {"r3": 0.95, "r2": 0.5, "r1": float("nan")},
    "model": {"r3": "vit", "r2": "resnet50", "r1": "vit"},
}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ["r3", "r2", "r1", "r0"]),
        ("acc>0.9", ["r3"]),
        ("acc<=0.5", ["r2"]),
        ("model:VIT", ["r3", "r1"]),
        ("model=vit !r1", ["r3"]),
        ("!failed", ["r3", "r1", "r0"]),
        ("since:7d", ["r3", "r2"]),
        ("before:7d", ["r1"]),
        ("stage:eval", ["r1"]),
        ("!model:vit", ["r2", "r0"]),
        ("acc>", ["r3", "r2", "r1", "r0"]),
        ("vit !evaluate", ["r3"]),
    ],
)
def test_a_filter_finds(text: str, runs: list[str]) -> None:
    model = RunsModel(columns=dict(COLUMNS))
    model.take(ROWS, ["acc", "model"])
    model.read(text, NOW)
    model.arrange()
    assert [row.run_id for row in model.seen] == runs


def test_a_filter_that_is_not_finished_says_what_it_lacks() -> None:
    assert "no value yet" in read_filter("acc>", NOW).problem
    model = RunsModel()
    model.take(ROWS, ["acc"])
    model.read("nosuch>1", NOW)
    assert "nosuch" in model.problem


def test_nan_and_absent_values_are_never_first() -> None:
    model = RunsModel(columns=dict(COLUMNS), sort="acc")
    model.take(ROWS, ["acc", "model"])
    for descending, runs in ((True, ["r3", "r2", "r1", "r0"]), (False, ["r2", "r3", "r1", "r0"])):
        model.descending = descending
        model.arrange()
        assert [row.run_id for row in model.seen] == runs


def test_columns_that_a_filter_needs_are_asked_for_once() -> None:
    model = RunsModel()
    model.take(ROWS, ["acc", "model"])
    model.read("acc>1 acc<2 nosuch:x", NOW)
    assert model.wanted() == ["acc"]
    model.columns["acc"] = {}
    assert model.wanted() == []


def test_a_state_is_told_in_words_and_a_name_with_brackets_stays_whole() -> None:
    model = RunsModel()
    model.take([Row("run[red]x", "", "train", "crashed", NOW)], [])
    line = model.line(model.rows[0], {}, 60, 0, NOW)
    assert "run[red]x" in line
    assert "crashed !" in line
    assert len(line) == 60
