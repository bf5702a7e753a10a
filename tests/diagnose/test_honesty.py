"""What is said where nothing can be blamed."""

import math

import pytest

from skills.diagnose.answer import answer

NUMPY = {"packages": {"numpy": "2.0.0"}}


def test_a_changed_evaluation_is_said_and_nothing_else_is_blamed(make_run, ask):
    runs = [make_run(number, 92.0 + number / 10, params={"val_split": 0.1}) for number in (1, 2, 3)]
    found = ask([*runs, make_run(9, 88.0, params={"val_split": 0.3}, **NUMPY)])
    assert (found.to_data()["comparable"], found.ranking) == (False, ())
    assert [one.request for one in found.decisive] == ["rerun run_0009 with val_split=0.1"]
    assert ("eval", "val_split") in [(one.kind, one.name) for one in found.changes]
    assert "val_split" in found.blockers[0]
    assert answer(found).startswith("**run_0002 and run_0009 cannot be compared by accuracy**")


def test_changed_data_is_said_and_nothing_else_is_blamed(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 88.0, datasets={"dataset": "e" * 64}, **NUMPY)])
    assert (found.to_data()["comparable"], found.ranking) == (False, ())
    assert ("data", "dataset") in [(one.kind, one.name) for one in found.changes]


def test_a_drop_that_seeds_make_is_within_noise(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 91.8, **NUMPY)])
    assert (found.drop.is_beyond_noise, found.ranking) == (False, ())
    assert "within the noise" in answer(found)


def test_a_lucky_draw_is_called_one(make_run, ask):
    runs = [make_run(number, value) for number, value in enumerate((91.0, 91.2, 90.9, 91.1, 92.3), 1)]
    text = answer(ask([*runs, make_run(9, 91.0, **NUMPY)], baseline="run_0005"))
    assert "The 92.3 % of run_0005 was a lucky draw" in text


def test_nothing_is_blamed_where_only_the_seed_changed(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 80.0)])
    assert (found.ranking, {one.kind for one in found.changes}) == ((), {"seed"})
    assert "Nothing on record changed but the seed" in answer(found)


def test_what_was_not_recorded_is_neither_equal_nor_changed(make_run, repeats, ask):
    others = [make_run(5, 92.0, params={"lr": 0.01}), make_run(6, 92.0)]
    found = ask([*repeats, *others, make_run(9, 89.0, params={"lr": None}, **NUMPY)], baseline="run_0001")
    assert "lr" not in {one.name for one in found.changes}
    assert found.ranking[0].verdict == "possible"
    assert "lr not recorded for run_0009" in answer(found)


def test_packages_that_one_side_did_not_record_may_hold_the_cause(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 89.0, params={"lr": 0.01}, packages=None)])
    assert found.ranking[0].verdict == "possible"
    assert "packages not recorded for run_0009" in answer(found)


def test_a_param_that_is_new_is_added(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 89.0, params={"mixup": 0.4})])
    assert [one.to_data() for one in found.changes if one.kind == "param"] == [
        {"kind": "param", "name": "mixup", "from": None, "to": 0.4}
    ]


def test_a_crashed_run_has_no_drop_to_explain(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, None, status="crashed")], "accuracy", run="run_0009")
    assert found.to_data()["comparable"] is False
    assert "crashed and has no final accuracy" in answer(found)


def test_a_run_that_ended_with_nan_is_said_to(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, math.nan, **NUMPY)], run="run_0009", baseline="run_0001")
    assert "ended with accuracy NaN" in answer(found)
    assert "numpy 1.26.4 → 2.0.0" in answer(found)


def test_a_newer_run_without_a_result_is_noted(make_run, repeats, ask):
    found = ask([*repeats, make_run(8, 89.0, **NUMPY), make_run(9, math.nan), make_run(10, 3.0, status="crashed")])
    assert found.sides.run.run == "run_0008"
    assert "run_0009 is newer" in answer(found)


def test_one_run_has_nothing_to_be_held_against(make_run, ask):
    assert "only one run" in answer(ask([make_run(1, 92.0)]))


def test_a_run_that_is_better_is_no_drop(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 95.0, **NUMPY)])
    assert "There is no drop: run_0009 is better than" in answer(found)


def test_the_reference_is_the_median_of_the_repeats(repeats, make_run, ask):
    found = ask([*repeats, make_run(9, 89.0, **NUMPY)], baseline="run_0004")
    assert found.drop.absolute == pytest.approx(92.1 - 89.0)
    assert found.drop.repeats == 4


def test_no_repeats_means_that_chance_is_not_known(make_run, ask):
    found = ask([make_run(1, 92.0), make_run(2, 89.0, **NUMPY)])
    assert (found.drop.is_beyond_noise, found.drop.repeats) == (None, 0)
    assert found.decisive[-1].request == "rerun run_0001 with seed=3"


def test_two_repeats_are_too_few_to_be_sure(make_run, ask):
    found = ask([make_run(1, 92.0), make_run(2, 92.4), make_run(9, 89.0, **NUMPY)])
    assert (found.drop.is_beyond_noise, found.ranking[0].verdict) == (False, "possible")
    assert "with so few repeats (run_0001 and run_0002)" in answer(found)
