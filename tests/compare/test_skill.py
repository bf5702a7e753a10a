"""Compare through a real store."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from contracts.errors import BadRequest, NotReady
from contracts.project import ProjectContract
from contracts.record import Point, RunRecord
from contracts.run import ParamValue, RunContract
from skills.arguments import Compare
from skills.compare.selection import best_run
from skills.compare.skill import CompareSkill
from skills.skill import Outlook, SkillContext
from store.folders import Home
from store.store import Store

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def context(tmp_path) -> SkillContext:
    store = Store(Home(tmp_path / "home"))
    project = store.home.project("p")
    project.path.mkdir(parents=True)
    return SkillContext(store=store, project=project, hosts={}, emit=lambda _: None, clock=lambda: START)


@pytest.fixture
def put(context):
    """Return what puts runs into the store: id, metrics, then facts of the record."""

    def put(run, metrics=None, hours=0, points=(), **facts):
        params = {name: ParamValue(value=value, source="user") for name, value in facts.pop("params", {}).items()}
        given = {"project": "p", "stage": "train", "status": "finished", "started_at": START + timedelta(hours=hours)}
        with context.store.session(write=True) as session:
            session.put([RunRecord(run_id=run, finals=metrics or {}, params=params, **{**given, **facts})])
            session.add_points("p", run, list(points))

    return put


def ask(context, **args):
    return CompareSkill().run(Compare(**args), context)


def test_the_newest_trainings_are_compared_with_what_their_evaluations_measured(context, put):
    put("run_0001", {"acc": 0.5}, 1, params={"lr": 0.1})
    put("run_0002", {"acc": 0.6}, 2, params={"lr": 0.2})
    put("run_0003", {"accuracy": 0.91}, 3, stage="evaluate", parent="run_0002")
    put("run_0004", {}, 4, params={"lr": 0.3})
    put("run_0005", {"accuracy": 0.93}, 5, stage="evaluate", parent="run_0004")
    put("run_0006", {}, 6, stage="infer", parent="run_0004")
    result = ask(context, last=2)
    assert result.data["runs"] == ["run_0004", "run_0002"]
    assert [(row["run"], row["value"]) for row in result.data["ranking"]] == [("run_0004", 0.93), ("run_0002", 0.91)]
    assert "run_0005 for run_0004 and run_0003 for run_0002" in result.text


def test_an_evaluation_named_stands_for_its_training(context, put):
    put("run_0001", {"acc": 0.5}, 1)
    put("run_0002", {"acc": 0.6}, 2)
    put("run_0003", {"accuracy": 0.91}, 3, stage="evaluate", parent="run_0002")
    assert ask(context, runs=["1", "3"]).data["runs"] == ["run_0001", "run_0002"]


def test_the_last_value_of_a_curve_is_ranked_and_its_best_is_said(context, put):
    put(
        "run_0001", hours=1, points=[Point("val_acc", value, None, step) for step, value in enumerate((0.5, 0.95, 0.7))]
    )
    put("run_0002", hours=2, points=[Point("val_acc", value, None, step) for step, value in enumerate((0.5, 0.8))])
    result = ask(context, last=2)
    assert result.data["best"] == "run_0002"
    assert "val accuracy 0.7, after a best of 0.95 at step 1." in result.text


def test_runs_are_named_in_any_way_and_kept_in_that_order(context, put):
    context.project.write(ProjectContract(name="p", aliases={"gold": "run_0001"}, created_at=START))
    for number in (1, 2, 3):
        put(f"run_000{number}", {"acc": number / 10}, number)
    assert ask(context, runs=["gold", "last~1"]).data["runs"] == ["run_0001", "run_0002"]
    assert ask(context, runs=["best", "run 1"]).data["runs"] == ["run_0003", "run_0001"]
    assert best_run(context) == "run_0003"


def test_more_runs_than_there_are_is_said(context, put):
    put("run_0001", {"acc": 0.1}, 1)
    put("run_0002", {"acc": 0.2}, 2)
    assert "There are only 2 runs." in ask(context, last=5).text


def test_a_list_of_the_runs_is_newest_first(context, put):
    for number in (1, 2, 3):
        put(f"run_000{number}", {"acc": 1 - number / 10}, number)
    rows = [line for line in ask(context).text.splitlines() if line.startswith("| run_")]
    assert [row.split()[1] for row in rows] == ["run_0003", "run_0002", "run_0001"]


def test_one_run_is_listed_but_not_compared(context, put):
    put("run_0001", {"acc": 0.5})
    assert ask(context).data["runs"] == ["run_0001"]
    with pytest.raises(NotReady, match=r"only one run to compare, run_0001 \(accuracy 0\.5\)"):
        ask(context, last=5)


def test_the_same_run_named_twice_is_refused(context, put):
    put("run_0001", {"acc": 0.5})
    put("run_0002", {"acc": 0.5})
    with pytest.raises(BadRequest, match="Name two different runs"):
        ask(context, runs=["run_0001", "1"])


def test_no_runs_and_no_project_are_two_answers(context):
    with pytest.raises(NotReady, match="has no runs yet"):
        ask(context)
    context.project.path.rmdir()
    with pytest.raises(NotReady, match="no project 'p'"):
        ask(context)


def test_it_only_reads_and_refuses_before_it_is_run(context, put):
    put("run_0001", {"acc": 0.5})
    put("run_0002", {"acc": 0.5})
    skill = CompareSkill()
    assert skill.plan(Compare(last=2), Outlook(context.project), context).effects == ("read",)
    with pytest.raises(BadRequest):
        skill.plan(Compare(runs=("run_0001", "nobody")), Outlook(context.project), context)


def test_runs_that_an_earlier_step_makes_may_be_compared(context):
    outlook = Outlook(context.project, {RunContract: None})
    assert CompareSkill().plan(Compare(last=2), outlook, context).effects == ("read",)


def test_values_that_are_no_numbers_are_data_that_json_can_hold(context, put):
    put("run_0001", {"acc": float("nan")}, 1)
    put("run_0002", {"acc": 0.5}, 2)
    put("run_0003", {"acc": 0.4}, 3)
    result = ask(context)
    assert json.dumps(result.to_data(), allow_nan=False)
    assert "- run_0001 ended with accuracy NaN, so it is not ranked." in result.text
