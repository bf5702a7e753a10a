"""What is blamed, cleared, and left open."""

import pytest

NUMPY = {"packages": {"numpy": "2.0.0"}}


def verdicts(diagnosis):
    return {change.name: entry.verdict for entry in diagnosis.ranking for change in entry.changes}


def test_the_only_change_is_named_with_its_effect(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 89.0, **NUMPY)])
    assert verdicts(found) == {"numpy": "most_likely"}
    effect = found.ranking[0].effect
    assert effect.low < effect.estimate < effect.high < 0
    assert effect.estimate == pytest.approx(-3.1, abs=0.1)


def test_changes_that_always_came_together_cannot_be_told_apart(make_run, repeats, ask):
    found = ask([*repeats, make_run(9, 89.0, params={"lr": 0.01}, **NUMPY)])
    assert [{one.name for one in entry.changes} for entry in found.ranking] == [{"lr", "numpy"}]
    assert found.ranking[0].verdict == "undecidable"
    assert found.decisive[0].request in ("rerun run_0009 with lr=0.001", "rerun run_0009 with numpy==1.26.4")


def test_two_changes_that_do_harm_only_together_are_named_together(make_run, repeats, ask):
    runs = [make_run(5, 92.0, **NUMPY), make_run(6, 92.1, params={"lr": 0.01})]
    found = ask([*repeats, *runs, make_run(9, 89.0, params={"lr": 0.01}, **NUMPY)])
    assert {one.name for one in found.ranking[0].changes} == {"lr", "numpy"}
    assert found.ranking[0].verdict == "most_likely"


def test_a_bad_run_with_the_old_value_clears_a_change(make_run, repeats, ask):
    bad = make_run(5, 89.1, **NUMPY)
    found = ask([*repeats, bad, make_run(9, 89.0, params={"lr": 0.01}, **NUMPY)], baseline="run_0001")
    assert verdicts(found) == {"numpy": "most_likely", "lr": "cleared"}
    assert "run_0005 still had lr 0.001 and scored 89.1 %" in [one.says for one in found.ranking[1].evidence]


def test_a_pair_in_another_context_is_evidence_too(make_run, repeats, ask):
    other = {"params": {"batch_size": 256}}
    pair = [make_run(5, 80.0, **other), make_run(6, 76.9, **other, **NUMPY)]
    found = ask([*repeats, *pair, make_run(9, 89.0, params={"lr": 0.01}, **NUMPY)], baseline="run_0001")
    assert verdicts(found)["numpy"] == "most_likely"


def test_a_change_of_speed_alone_is_not_blamed(make_run, repeats, ask):
    runs = [*repeats, make_run(9, 89.0, params={"num_workers": 8}, **NUMPY)]
    assert verdicts(ask(runs))["numpy"] == "most_likely"


def test_a_lower_loss_is_no_drop_and_a_higher_one_is(make_run, ask):
    runs = [make_run(number, 0.3 + number / 1000, metric="val_loss") for number in (1, 2, 3, 4)]
    worse = ask([*runs, make_run(9, 0.5, metric="val_loss", **NUMPY)])
    better = ask([*runs, make_run(9, 0.1, metric="val_loss", **NUMPY)])
    assert (verdicts(worse), worse.ranking[0].effect.estimate > 0) == ({"numpy": "most_likely"}, True)
    assert (better.drop.absolute < 0, better.ranking) == (True, ())
