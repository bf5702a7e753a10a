import pytest

from contracts.errors import BadRequest, NotReady
from skills.references import resolve
from store.rows import RunSummary


def summaries(*runs):
    return [
        RunSummary(*(run if isinstance(run, tuple) else (run, None)), "train", "finished", None, None) for run in runs
    ]


OWN = summaries("run_0043", ("run_0042", "baseline"), "run_0007")


@pytest.mark.parametrize(
    ("said", "run"),
    [("run_0042", "run_0042"), ("run 42", "run_0042"), ("42", "run_0042"), ("#42", "run_0042"), ("run42", "run_0042"),
     ("Run #42", "run_0042"), ("run_42", "run_0042"), ("RUN_0042", "run_0042"), ("baseline", "run_0042"),
     ("the run baseline", "run_0042"), ("@run_0042", "run_0042"), ("'run_0042'", "run_0042"), ("run 42.", "run_0042"),
     ("last", "run_0043"), ("latest run", "run_0043"), ("the last one", "run_0043"), ("last~2", "run_0007"),
     ("previous", "run_0042"), ("experiment 7", "run_0007")],
)  # fmt: skip
def test_a_run_is_found_by_what_people_call_it(said, run):
    assert resolve(said, OWN) == run


@pytest.mark.parametrize("run", ["run_a1b2", "exp-2026.03/lr=1e-3", "9f8e7d6c", "ein Lauf", "42", "last"])
def test_an_imported_id_is_found_as_it_stands(run):
    assert resolve(run, summaries("other", run, "run_0042")) == run


def test_an_imported_id_is_found_by_the_number_at_its_end():
    assert resolve("run 42", summaries("trial-41", "trial-42", "trial-142")) == "trial-42"


def test_a_number_that_fits_two_imported_ids_is_refused():
    with pytest.raises(BadRequest, match=r"fits 2 runs.*`a-42`, `b-42`"):
        resolve("42", summaries("a-42", "b-42"))


def test_ids_that_differ_only_in_capitals_need_the_exact_one():
    runs = summaries("Run_a", "run_A")
    assert resolve("run_A", runs) == "run_A"
    with pytest.raises(BadRequest, match="only in capitals"):
        resolve("RUN_A", runs)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(BadRequest, match=r"'baselin'.*`baseline`"):
        resolve("baselin", OWN)
    with pytest.raises(BadRequest, match=r"'run 99'.*run_0043"):
        resolve("run 99", OWN)


def test_an_alias_of_the_project_is_found():
    assert resolve("gold", OWN, aliases={"gold": "run_0007"}) == "run_0007"


def test_best_needs_somebody_who_knows_it():
    assert resolve("the best run", OWN, best=lambda: "run_0042") == "run_0042"
    with pytest.raises(BadRequest, match="depends on a metric"):
        resolve("best", OWN)


def test_last_counts_among_the_runs_it_is_told_to():
    runs = [*summaries("run_0003"), *OWN]
    assert resolve("last", runs, newest=runs[1:]) == "run_0043"


def test_going_back_too_far_says_how_many_there_are():
    with pytest.raises(NotReady, match="only 3 runs"):
        resolve("last~3", OWN)


def test_no_runs_at_all_is_said():
    with pytest.raises(NotReady, match="no runs here yet"):
        resolve("last", [])
