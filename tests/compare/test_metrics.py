import pytest

from contracts.errors import BadRequest
from skills.compare.comparison import compare


def metric_of(runs, asked=None):
    chosen = compare(runs, metric=asked).metric
    assert chosen is not None
    return chosen.label


def test_the_measure_that_the_field_looks_at_first_is_taken(make_run):
    runs = [make_run(run, {"loss": 0.1, "f1": 0.8, "accuracy": 0.9, "lr": 0.1, "epoch": 3}) for run in "ab"]
    assert metric_of(runs) == "accuracy"


def test_a_measure_that_more_runs_have_wins(make_run):
    runs = [make_run("a", {"f1": 0.8, "accuracy": 0.9}), make_run("b", {"f1": 0.7}), make_run("c", {"f1": 0.6})]
    assert metric_of(runs) == "f1"


def test_a_measure_of_quality_wins_over_a_loss_that_one_more_run_has(make_run):
    runs = [
        make_run("a", {"loss": 0.1, "val_acc": 0.9}),
        make_run("b", {"loss": 0.2, "val_acc": 0.8}),
        make_run("c", {"loss": 1}),
    ]
    assert metric_of(runs) == "val_acc"


def test_test_data_wins_over_validation_and_training_data(make_run):
    runs = [make_run(run, {"train_acc": 0.99, "val_acc": 0.9, "test_acc": 0.88}) for run in "ab"]
    assert metric_of(runs) == "test_acc"


def test_a_loss_on_validation_data_wins_over_an_accuracy_on_training_data(make_run):
    runs = [make_run(run, {"train_acc": 0.99, "val_loss": 0.3}) for run in "ab"]
    assert metric_of(runs) == "val_loss"


@pytest.mark.parametrize(
    ("asked", "label"),
    [("accuracy", "val_acc"), ("acc", "val_acc"), ("VAL_ACC", "val_acc"), ("validation accuracy", "val_acc"),
     ("train accuracy", "train_acc"), ("loss", "val_loss"), ("mAP@0.5", "metrics/mAP50"), ("lowest loss", "val_loss"),
     ("F1", "f1_macro"), ("map50", "metrics/mAP50")],
)  # fmt: skip
def test_a_metric_is_found_by_what_people_call_it(make_run, asked, label):
    metrics = {"train_acc": 0.99, "val_acc": 0.9, "val_loss": 0.3, "metrics/mAP50": 0.5, "f1_macro": 0.8}
    assert metric_of([make_run("a", metrics), make_run("b", metrics)], asked) == label


def test_an_unknown_metric_is_refused_with_those_there_are(make_run):
    with pytest.raises(BadRequest, match=r"bleu.*`val_acc`"):
        compare([make_run("a", {"val_acc": 0.9}), make_run("b", {"val_acc": 0.8})], metric="bleu")


def test_two_spellings_of_a_metric_are_one(make_run):
    found = compare([make_run("a", {"val_acc": 0.9}), make_run("b", {"valid_accuracy": 0.8})])
    assert found.is_comparable
    assert [ranked.run for ranked in found.ranking] == ["a", "b"]


def test_two_measures_of_one_family_are_two(make_run):
    found = compare([make_run("a", {"f1_macro": 0.9}), make_run("b", {"f1_micro": 0.8})])
    assert not found.is_comparable
    assert found.best is None


def test_runs_without_a_shared_metric_are_not_ranked(make_run):
    found = compare([make_run("a", {"accuracy": 0.9}), make_run("b", {"mAP": 0.8})])
    assert found.best is None
    assert "They share no metric" in found.blockers[0]


def test_an_evaluation_counts_for_the_training_it_scored(make_run):
    scored = make_run("run_0009", {"accuracy": 0.7}, stage="evaluate", parent="run_0001").facts
    other = make_run("run_0010", {"accuracy": 0.8}, stage="evaluate", parent="run_0002").facts
    runs = [
        make_run("run_0001", {"accuracy": 0.99}, evaluations=[scored]),
        make_run("run_0002", {"accuracy": 0.98}, evaluations=[other]),
    ]
    found = compare(runs)
    assert [(ranked.run, ranked.value) for ranked in found.ranking] == [("run_0002", 0.8), ("run_0001", 0.7)]
    assert [one.evaluation.record.run_id for one in found.scored if one.evaluation] == ["run_0009", "run_0010"]


def test_evaluations_on_the_same_data_are_compared_where_there_are_some(make_run):
    def scored(run, data, accuracy):
        return make_run(run, {"accuracy": accuracy}, stage="evaluate", datasets={"data": data}).facts

    runs = [
        make_run("run_0001", evaluations=[scored("run_0009", "new", 0.1), scored("run_0007", "old", 0.9)]),
        make_run("run_0002", evaluations=[scored("run_0008", "old", 0.8)]),
    ]
    found = compare(runs)
    assert found.is_comparable
    assert [(ranked.run, ranked.value) for ranked in found.ranking] == [("run_0001", 0.9), ("run_0002", 0.8)]
