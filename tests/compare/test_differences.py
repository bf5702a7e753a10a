from skills.compare.differences import differences_of
from skills.compare.traits import ABSENT


def found(runs, dimension):
    return {one.name: one.values for one in differences_of(runs).of(dimension)}


def test_only_what_differs_is_listed(dialogue):
    assert set(found(dialogue, "params")) == {"lr", "schedule", "model", "batch_size"}
    assert found(dialogue, "params")["lr"] == {
        "run_0005": 0.01, "run_0004": 0.001, "run_0003": 0.001, "run_0002": 0.001, "run_0001": 0.001,
    }  # fmt: skip
    assert found(dialogue, "data") == {}


def test_a_value_kept_as_text_is_no_difference(make_run):
    runs = [make_run("a", params={"lr": "1e-3", "epochs": 10}), make_run("b", params={"lr": 0.001, "epochs": "10"})]
    assert found(runs, "params") == {}


def test_a_param_that_one_run_did_not_record_differs(make_run):
    runs = [make_run("a", params={"lr": 0.1, "dropout": 0}), make_run("b", params={"lr": 0.1})]
    assert found(runs, "params") == {"dropout": {"a": 0, "b": None}}


def test_a_run_without_any_packages_on_record_makes_no_difference_of_its_own(make_run):
    runs = [make_run("a", packages={"numpy": "1.26.4"}), make_run("b"), make_run("c", packages={"numpy": "1.26.4"})]
    differences = differences_of(runs)
    assert differences.of("packages") == ()
    assert differences.unrecorded["packages"] == ("b",)


def test_a_package_that_is_not_installed_is_not_the_same_as_not_recorded(make_run):
    runs = [
        make_run("a", packages={"numpy": "2.0", "apex": "0.1"}),
        make_run("b", packages={"NumPy": "2.0.0"}),
        make_run("c"),
    ]
    assert found(runs, "packages") == {"apex": {"a": "0.1", "b": ABSENT, "c": None}}


def test_code_differs_by_path(make_run):
    runs = [
        make_run("a", code_files={"train.py": "1", "model.py": "1"}, code_commit="aaa"),
        make_run("b", code_files={"train.py": "2", "model.py": "1", "augment.py": "1"}, code_commit="bbb"),
    ]
    assert found(runs, "code") == {
        "train.py": {"a": "1", "b": "2"},
        "augment.py": {"a": ABSENT, "b": "1"},
    }


def test_code_differs_by_commit_where_no_paths_are_recorded(make_run):
    runs = [make_run("a", code_commit="aaa"), make_run("b", code_commit="bbb")]
    assert found(runs, "code") == {"commit": {"a": "aaa", "b": "bbb"}}


def test_the_same_files_under_another_commit_are_the_same_code(make_run):
    runs = [make_run(run, code_files={"train.py": "1"}, code_commit=run) for run in "ab"]
    assert found(runs, "code") == {}


def test_a_seed_among_the_params_is_a_seed(make_run):
    runs = [make_run("a", params={"lr": 0.1, "random_state": 1}), make_run("b", params={"lr": 0.1}, seed=2)]
    assert found(runs, "seed") == {"seed": {"a": 1, "b": 2}}
    assert found(runs, "params") == {}


def test_python_and_hardware_are_compared(make_run):
    runs = [
        make_run("a", host="one", packages={"numpy": "2.0"}, extra={"python": "3.11.4", "environment": {"gpu": "T4"}}),
        make_run(
            "b", host="two", packages={"numpy": "2.0"}, extra={"python": "3.12.1", "environment": {"gpu": "A100"}}
        ),
    ]
    assert found(runs, "packages") == {"python": {"a": "3.11.4", "b": "3.12.1"}}
    assert found(runs, "host") == {"gpu": {"a": "T4", "b": "A100"}, "host": {"a": "one", "b": "two"}}


def test_one_dataset_each_is_compared_by_content_whatever_it_is_called(make_run):
    runs = [make_run("a", datasets={"data": "1"}), make_run("b", datasets={"dataset": "1"})]
    assert found(runs, "data") == {}


def test_an_evaluation_setting_is_named_as_such(make_run):
    runs = [make_run("a", params={"val_ratio": 0.1}), make_run("b", params={"val_ratio": 0.2})]
    assert found(runs, "eval") == {"val_ratio": {"a": 0.1, "b": 0.2}}


def test_how_fast_or_how_often_is_evaluated_is_no_evaluation_setting(make_run):
    names = ["eval_batch_size", "val_interval", "eval_steps", "test_batch_size", "gradient_clip_val", "do_eval"]
    runs = [make_run("a", params=dict.fromkeys(names, 1)), make_run("b", params=dict.fromkeys(names, 2))]
    assert found(runs, "eval") == {}
    assert set(found(runs, "params")) == set(names)


def test_every_dimension_is_in_the_data(dialogue):
    assert set(differences_of(dialogue).to_data()) == {"params", "packages", "code", "data", "host", "seed", "eval"}
