import pytest

from skills.compare.comparison import compare

SAME = {"data": "d" * 64}


def two(make_run, first, second, **facts):
    """Two runs that differ in the given facts."""
    return [
        make_run(run, {"val_acc": value}, **given, **facts)
        for run, value, given in (("a", 0.9, first), ("b", 0.8, second))
    ]


def test_other_data_blocks(make_run):
    found = compare(two(make_run, {"datasets": {"data": "1" * 64}}, {"datasets": {"data": "2" * 64}}))
    assert (found.is_comparable, found.best, found.ranking) == (False, None, ())
    assert "111111111111 for a; 222222222222 for b" in found.blockers[0]


def test_other_training_data_does_not_block_where_the_data_scored_on_is_the_same(make_run):
    found = compare(two(make_run, {"datasets": {"train": "1", "val": "3"}}, {"datasets": {"train": "2", "val": "3"}}))
    assert found.best == "a"


def test_other_validation_data_does_not_block_a_test_score(make_run):
    data = [{"val": "1", "test": "3"}, {"val": "2", "test": "3"}]
    runs = [make_run(run, {"test_acc": 0.9}, datasets=datasets) for run, datasets in zip("ab", data, strict=True)]
    assert compare(runs).is_comparable


def test_data_that_nobody_recorded_is_said_and_does_not_block(make_run):
    found = compare(two(make_run, {}, {}))
    assert found.best == "a"
    assert "not recorded for any of them" in found.caveats[0]


def test_data_that_one_run_did_not_record_is_said_and_does_not_block(make_run):
    found = compare(two(make_run, {"datasets": SAME}, {}))
    assert found.best == "a"
    assert "not recorded for b" in found.caveats[0]


def test_a_changed_evaluation_setting_blocks(make_run):
    found = compare(two(make_run, {"params": {"val_ratio": 0.1}}, {"params": {"val_ratio": 0.2}}, datasets=SAME))
    assert not found.is_comparable
    assert "val_ratio" in found.blockers[0]


def test_a_setting_of_the_validation_does_not_block_a_test_score(make_run):
    runs = [make_run(run, {"test_acc": 0.9}, params={"val_ratio": ratio}) for run, ratio in (("a", 0.1), ("b", 0.2))]
    assert compare(runs).is_comparable


def test_how_much_is_trained_on_is_said_and_does_not_block(make_run):
    found = compare(two(make_run, {"params": {"train_fraction": 0.5}}, {"params": {"train_fraction": 1.0}}))
    assert found.best == "a"
    assert any("train_fraction differs" in caveat for caveat in found.caveats)


def test_how_the_data_was_split_does_not_block_where_the_split_is_known_to_be_the_same(make_run):
    data = {"datasets": {"val": "1"}}
    found = compare(two(make_run, {"params": {"val_seed": 1}, **data}, {"params": {"val_seed": 2}, **data}))
    assert found.is_comparable


def test_data_sets_of_different_kinds_are_not_held_against_each_other(make_run):
    found = compare(two(make_run, {"datasets": {"val": "1"}}, {"datasets": {"everything": "2"}}))
    assert found.is_comparable


def test_a_setting_of_the_evaluation_run_blocks(make_run):
    def scored(run, threshold):
        params = {"threshold": threshold, "checkpoint": f"/runs/{run}/c.pt", "batch_size": threshold}
        return make_run(run, {"accuracy": 0.9}, stage="evaluate", params=params).facts

    runs = [make_run("a", evaluations=[scored("e1", 0.5)]), make_run("b", evaluations=[scored("e2", 0.4)])]
    found = compare(runs)
    assert [blocker for blocker in found.blockers if "threshold" in blocker] == list(found.blockers)
    assert len(found.blockers) == 1


def test_what_an_evaluation_takes_over_from_its_training_is_no_setting_of_it(make_run):
    runs = []
    for run, width in (("a", 64), ("b", 128)):
        scored = make_run(f"e{run}", {"accuracy": 0.9}, stage="evaluate", params={"width": width}).facts
        runs.append(make_run(run, params={"width": width}, evaluations=[scored]))
    assert compare(runs).is_comparable


def test_a_percentage_is_not_ranked_beside_a_fraction(make_run):
    found = compare([make_run("a", {"accuracy": 92.3}), make_run("b", {"accuracy": 0.918})])
    assert found.best is None
    assert "92.3 in a, 0.918 in b" in found.blockers[0]


def test_a_loss_above_and_below_one_is_no_mix_of_units(make_run):
    assert compare([make_run("a", {"loss": 1.3}), make_run("b", {"loss": 0.7})]).best == "b"


def test_a_metric_of_unknown_direction_is_not_ranked_until_the_user_says_it(make_run):
    runs = [make_run("a", {"blorp": 2}), make_run("b", {"blorp": 3})]
    assert compare(runs).best is None
    assert compare(runs, metric="lowest blorp").best == "a"
    assert compare(runs, metric="highest blorp").best == "b"


def test_an_order_is_offered_among_those_that_agree(make_run):
    runs = [make_run(run, {"acc": 0.9}, datasets={"data": data}) for run, data in (("a", "1"), ("b", "1"), ("c", "2"))]
    assert compare(runs).groups == (("a", "b"), ("c",))


@pytest.mark.parametrize("status", ["failed", "crashed", "running", "pending", "stopped", "lost"])
def test_a_run_that_did_not_finish_is_never_best(make_run, status):
    found = compare(
        [make_run("a", {"acc": 0.99}, status=status), make_run("b", {"acc": 0.8}), make_run("c", {"acc": 0.7})]
    )
    assert found.best == "b"
    assert "a" in found.runs
    assert "a" not in [ranked.run for ranked in found.ranking]


def test_an_unfinished_training_counts_where_an_evaluation_scored_it(make_run):
    scored = make_run("e", {"acc": 0.99}, stage="evaluate").facts
    other = make_run("f", {"acc": 0.8}, stage="evaluate").facts
    found = compare([make_run("a", status="stopped", evaluations=[scored]), make_run("b", evaluations=[other])])
    assert found.best == "a"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_number_is_never_best(make_run, value):
    for metric in ("acc", "loss"):
        found = compare([make_run("a", {metric: value}), make_run("b", {metric: 0.5}), make_run("c", {metric: 0.4})])
        assert "a" not in [ranked.run for ranked in found.ranking]
        assert found.best in ("b", "c")


def test_no_value_that_is_a_number_means_no_best(make_run):
    found = compare([make_run("a", {"acc": float("nan")}), make_run("b", {"acc": float("nan")})])
    assert (found.best, found.ranking) == (None, ())
