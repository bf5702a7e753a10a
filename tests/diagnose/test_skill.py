"""Diagnose through a real store: which runs are the two sides."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from contracts.errors import BadRequest, NotReady
from contracts.project import ProjectContract
from skills.arguments import Diagnose
from skills.diagnose.skill import DiagnoseSkill
from skills.skill import Outlook, SkillContext
from store.folders import Home
from store.store import Store

NUMPY = {"packages": {"numpy": "2.0.0"}}
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def context(tmp_path) -> SkillContext:
    store = Store(Home(tmp_path / "home"))
    project = store.home.project("p")
    project.path.mkdir(parents=True)
    return SkillContext(store=store, project=project, hosts={}, emit=lambda _: None, clock=lambda: NOW)


@pytest.fixture
def put(context):
    """Return what puts runs into the store."""

    def put(*runs):
        with context.store.session(write=True) as session:
            session.put([run.record for run in runs])

    return put


@pytest.fixture
def history(put, repeats, make_run):
    """Four good runs on 2 to 5 November, another state on the 10th, a bad run on the 18th."""
    put(*repeats, make_run(9, 91.9, params={"lr": 0.01}), make_run(17, 89.0, params={"lr": 0.01}, **NUMPY))


def sides(context, **args):
    data = DiagnoseSkill().run(Diagnose(**args), context).data
    return data["baseline"], data["run"]


@pytest.mark.usefixtures("history")
def test_the_newest_run_is_held_against_the_last_good_group(context):
    assert sides(context) == ("run_0002", "run_0017")


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("since", ["2026-11-07", "13d", "last week"])
def test_since_a_time_means_what_was_good_before_it(context, since):
    assert sides(context, since=since)[0] in ("run_0001", "run_0002")


@pytest.mark.usefixtures("history")
def test_runs_and_aliases_are_taken_as_named(context):
    context.project.write(ProjectContract(name="p", aliases={"release": "run_0003"}, created_at=NOW))
    assert sides(context, run="17", baseline="release") == ("run_0003", "run_0017")
    assert sides(context, since="release") == ("run_0003", "run_0017")
    assert sides(context, run="last", baseline="run 9") == ("run_0009", "run_0017")


@pytest.mark.usefixtures("history")
def test_a_record_that_ended_long_ago_is_counted_back_from_its_newest_run(context):
    later = SkillContext(context.store, context.project, {}, context.emit, lambda: NOW + timedelta(days=400))
    assert sides(later, since="last week") == sides(context, since="last week")


@pytest.mark.usefixtures("history")
def test_what_is_no_time_and_no_run_is_refused(context):
    with pytest.raises(BadRequest, match="no time and no run"):
        sides(context, since="the good old days")
    with pytest.raises(BadRequest, match="Both sides are run_0017"):
        sides(context, run="17", baseline="last")


@pytest.mark.usefixtures("history")
def test_the_answer_is_data_that_json_can_hold_and_only_reads(context):
    skill = DiagnoseSkill()
    assert skill.plan(Diagnose(since="7d"), Outlook(context.project), context).effects == ("read",)
    data = skill.run(Diagnose(metric="accuracy"), context).data
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert list(data) == [
        "metric", "direction", "run", "baseline", "comparable", "blockers", "drop", "changes", "ranking",
        "decisive_runs",
    ]  # fmt: skip


def test_no_project_and_no_runs_are_two_answers(context):
    with pytest.raises(NotReady, match="has no runs yet"):
        sides(context)
    context.project.path.rmdir()
    with pytest.raises(NotReady, match="no project"):
        sides(context)


def test_names_with_markup_and_controls_are_shown_as_text(context, put, make_run):
    runs = [make_run(number, 92 + number / 10, params={"a`*\x1b[31m": "<b>"}) for number in (1, 2, 3)]
    put(*runs, make_run(9, 85.0, params={"a`*\x1b[31m": "| [x](y)"}))
    text = DiagnoseSkill().run(Diagnose(), context).text
    assert "\x1b" not in text
    assert "<b>" not in text.replace("\\<b\\>", "")
