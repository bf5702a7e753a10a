"""What a run's metrics ended up as: last, best, where, and which way is better."""

import math

import pytest

from contracts.record import Final, Point

P, RUN = "p", "run_0001"


@pytest.fixture
def finals(store, record):
    """Return what became of points and reported values; the points come in two looks."""

    def look(points, reported=None):
        middle = len(points) // 2
        with store.session(write=True) as session:
            session.put([record(finals=reported or {})])
            session.add_points(P, RUN, points[:middle])
        with store.session(write=True) as session:
            session.add_points(P, RUN, points[middle:])
        with store.session() as session:
            (facts,) = session.facts(P, [RUN])
        return list(facts.finals)

    return look


def test_the_best_of_an_accuracy_is_the_highest_and_of_a_loss_the_lowest(finals):
    points = [Point("acc", 0.8, step=1), Point("acc", 0.9, step=2), Point("acc", 0.7, step=3)]
    losses = [Point("loss", 0.8, step=1), Point("loss", 0.5, step=2), Point("loss", 0.9, step=3)]
    assert finals(points + losses) == [
        Final("acc", None, 0.7, 0.9, 2.0, "higher"),
        Final("loss", None, 0.9, 0.5, 2.0, "lower"),
    ]


def test_a_metric_that_nobody_knows_has_no_best(finals):
    assert finals([Point("zorp", 1.0), Point("zorp", 2.0)]) == [Final("zorp", None, 2.0, None, None, None)]


def test_nan_is_last_but_never_best(finals):
    points = [Point("acc", math.inf), Point("acc", 0.5, step=1), Point("acc", math.nan, step=2)]
    (final,) = finals(points)
    assert math.isnan(final.last)
    assert (final.best, final.best_step) == (0.5, 1.0)


def test_a_run_of_only_nan_has_no_best(finals):
    (final,) = finals([Point("loss", math.nan, step=1), Point("loss", math.nan, step=2)])
    assert (final.best, final.best_step) == (None, None)


def test_the_first_of_equally_good_points_is_the_best(finals):
    points = [Point("acc", 0.9, step=step) for step in (3, 1, 2)]
    assert finals(points) == [Final("acc", None, 0.9, 0.9, 3.0, "higher")]


def test_the_epoch_stands_in_where_there_are_no_steps(finals):
    assert finals([Point("acc", 0.1, epoch=1), Point("acc", 0.9, epoch=7)])[0].best_step == 7.0


def test_a_reported_value_is_the_last_and_may_be_the_best(finals):
    points = [Point("acc", 0.8, step=1), Point("acc", 0.85, step=2)]
    assert finals(points, {"acc": 0.9}) == [Final("acc", None, 0.9, 0.9, None, "higher")]


def test_a_reported_value_that_a_point_has_is_where_the_point_is(finals):
    points = [Point("acc", 0.9, step=1), Point("acc", 0.85, step=2)]
    assert finals(points, {"acc": 0.9}) == [Final("acc", None, 0.9, 0.9, 1.0, "higher")]


def test_a_reported_nan_is_last_and_the_points_say_the_best(finals):
    (final,) = finals([Point("loss", 0.9, step=1), Point("loss", 0.8, step=2)], {"loss": math.nan})
    assert math.isnan(final.last)
    assert (final.best, final.best_step) == (0.8, 2.0)


def test_a_reported_value_alone_is_a_final_and_no_point(finals, store):
    assert finals([], {"test_f1": 0.7}) == [Final("test_f1", "test", 0.7, 0.7, None, "higher")]
    with store.session() as session:
        assert session.query("SELECT * FROM metrics").rows == []


def test_a_reported_value_belongs_to_the_only_split_of_its_name(finals):
    points = [Point("acc", 0.8, "val"), Point("acc", 0.9, "val")]
    assert [final[:3] for final in finals(points, {"acc": 0.5})] == [("acc", "val", 0.5)]


def test_a_reported_value_belongs_to_the_split_that_ended_there(finals):
    points = [Point("acc", 0.99, "train"), Point("acc", 0.91234, "val")]
    assert [final[:3] for final in finals(points, {"acc": 0.9123})] == [("acc", "train", 0.99), ("acc", "val", 0.9123)]


def test_a_reported_value_that_fits_no_split_stands_by_itself(finals):
    points = [Point("acc", 0.99, "train"), Point("acc", 0.91, "val")]
    splits = {final.split: final.last for final in finals(points, {"acc": 0.5})}
    assert splits == {"train": 0.99, "val": 0.91, None: 0.5}


def test_a_reported_value_that_is_withdrawn_leaves_the_points(finals, store, record):
    finals([Point("acc", 0.8), Point("acc", 0.7)], {"acc": 0.9, "f1": 0.5})
    with store.session(write=True) as session:
        session.put([record()])
    with store.session() as session:
        assert session.facts(P, [RUN])[0].finals == (Final("acc", None, 0.7, 0.8, None, "higher"),)
