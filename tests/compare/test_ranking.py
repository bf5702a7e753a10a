import pytest

from skills.compare.comparison import compare

BASE = {"lr": 0.1, "epochs": 10}


def repeats(make_run, values, first_seed=0, **facts):
    return [
        make_run(f"run_{number}", {"acc": value}, params=BASE, seed=first_seed + number, **facts)
        for number, value in enumerate(values)
    ]


def test_the_answer_has_the_agreed_shape(dialogue):
    data = compare(dialogue).to_data()
    assert list(data) == [
        "runs", "metric", "direction", "comparable", "blockers", "best", "ranking", "differences", "noise",
    ]  # fmt: skip
    assert (data["metric"], data["direction"], data["best"]) == ("accuracy", "higher", "run_0003")
    assert data["ranking"][1] == {
        "run": "run_0004",
        "value": 0.915,
        "delta": pytest.approx(-0.008),
        "beyond_noise": None,
    }


def test_lower_is_better_for_a_loss(make_run):
    found = compare([make_run("a", {"val_loss": 0.3}), make_run("b", {"val_loss": 0.2})])
    assert [ranked.run for ranked in found.ranking] == ["b", "a"]
    assert found.ranking[1].delta == pytest.approx(0.1)


def test_the_earliest_of_equals_is_first_and_the_tie_is_known(make_run):
    found = compare([make_run("run_2", {"acc": 0.9}), make_run("run_1", {"acc": 0.9}), make_run("run_3", {"acc": 0.8})])
    assert found.best == "run_1"
    assert found.tied == ("run_1", "run_2")


def test_without_repeats_there_is_no_noise_floor(dialogue):
    found = compare(dialogue)
    assert found.noise is None
    assert {ranked.beyond_noise for ranked in found.ranking} == {None}


def test_repeats_with_other_seeds_give_a_noise_floor(make_run):
    found = compare(
        [
            *repeats(make_run, [0.900, 0.901, 0.902, 0.903, 0.904]),
            make_run("new", {"acc": 0.95}, params={**BASE, "lr": 1}),
        ]
    )
    assert found.noise is not None
    assert found.noise.floor == pytest.approx(3.0414 * 0.0015811, rel=1e-3)
    assert found.to_data()["noise"]["n"] == 5
    assert {ranked.run: ranked.beyond_noise for ranked in found.ranking}["new"] is True
    assert sum(ranked.beyond_noise is True for ranked in found.ranking) == 1


def test_the_reference_is_the_median_of_the_repeats(make_run):
    found = compare(repeats(make_run, [0.90, 0.91, 0.95]))
    assert {ranked.run: ranked.delta for ranked in found.ranking} == pytest.approx(
        {"run_0": -0.01, "run_1": 0, "run_2": 0.04}
    )


def test_a_lucky_draw_is_not_beyond_noise(make_run):
    found = compare(repeats(make_run, [0.900, 0.9001, 0.9002, 0.9001, 0.9, 0.9001, 0.9002, 0.9001, 0.92]))
    assert found.best == "run_8"
    assert {ranked.beyond_noise for ranked in found.ranking} == {False}


def test_two_repeats_need_a_huge_difference(make_run):
    two = repeats(make_run, [0.900, 0.901])
    for value, beyond in ((0.905, False), (0.9005 + 15.7 * 0.00070711, True)):
        found = compare([*two, make_run("new", {"acc": value}, params={**BASE, "lr": 1})])
        assert {ranked.run: ranked.beyond_noise for ranked in found.ranking}["new"] is beyond


def test_runs_that_repeat_the_seed_measure_nothing(make_run):
    runs = [make_run(f"run_{number}", {"acc": 0.9 + number / 1000}, params=BASE, seed=7) for number in range(4)]
    assert compare(runs).noise is None


def test_repeats_of_exactly_one_value_measure_nothing(make_run):
    assert compare(repeats(make_run, [0.9, 0.9, 0.9])).noise is None


def test_runs_of_which_nothing_was_recorded_are_no_repeats(make_run):
    assert (
        compare([make_run(f"run_{number}", {"acc": 0.9 + number / 1000}, seed=number) for number in range(4)]).noise
        is None
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"packages": {"numpy": "2.0.0"}},
        {"code_files": {"train.py": "2"}},
        {"datasets": {"data": "2"}},
        {"host": "other"},
    ],
)
def test_runs_that_differ_in_more_than_the_seed_are_no_repeats(make_run, facts):
    known = {"packages": {"numpy": "1.26"}, "code_files": {"train.py": "1"}, "datasets": {"data": "1"}, "host": "one"}
    runs = [
        make_run("a", {"train_acc": 0.9}, params=BASE, seed=1, **known),
        make_run("b", {"train_acc": 0.8}, params=BASE, seed=2, **{**known, **facts}),
    ]
    assert compare(runs).noise is None


def test_a_place_that_runs_write_to_makes_no_other_configuration(make_run):
    runs = [
        make_run(f"run_{n}", {"acc": 0.9 + n / 100}, params={**BASE, "output_dir": f"out/{n}"}, seed=n)
        for n in range(3)
    ]
    assert compare(runs).noise is not None


def test_earlier_repeats_of_a_compared_run_count(make_run):
    *earlier, newest = repeats(make_run, [0.900, 0.901, 0.902, 0.903])
    new = make_run("new", {"acc": 0.95}, params={**BASE, "lr": 1})
    assert compare([newest, new]).noise is None
    found = compare([newest, new], history=earlier)
    assert found.to_data()["noise"]["n"] == 4
    assert found.runs == ("run_3", "new")


def test_repeats_of_something_else_do_not_count(make_run):
    others = [make_run(f"run_{n}", {"acc": 0.5 + n / 100}, params={"lr": 9}, seed=n) for n in range(3)]
    runs = [make_run("a", {"acc": 0.9}, params=BASE), make_run("b", {"acc": 0.8}, params={**BASE, "lr": 1})]
    assert compare(runs, history=others).noise is None
