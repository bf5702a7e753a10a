"""What a proposal says before anything is built."""

import pytest

from contracts.env import EnvContract
from contracts.errors import NotReady, Refused
from contracts.repo import RepoContract
from skills.arguments import Env
from skills.env import work
from skills.skill import Outlook


def plan(bench, **args):
    return bench.skill().plan(Env.model_validate(args), Outlook(bench.project), bench.context)


def test_a_plan_changes_nothing(bench, make):
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    before = sorted(bench.project.path.rglob("*"))
    planned = plan(bench)
    assert sorted(bench.project.path.rglob("*")) == before
    assert planned.effects == ("write", "execute", "network")
    assert planned.preview.packages == ("spam",)
    assert planned.makes == {EnvContract: None}


def test_code_that_is_not_there_yet_is_planned_for(bench):
    outlook = Outlook(bench.project).with_coming({RepoContract: None})
    planned = bench.skill().plan(Env(), outlook, bench.context)
    assert planned.preview.packages == ()
    assert planned.preview.network == ("the package index",)
    assert "once its code is here" in planned.preview.notes[0]


def test_without_a_repository_there_is_nothing_to_plan(bench):
    with pytest.raises(NotReady, match="analyze"):
        plan(bench)


def test_other_requirements_ask_for_another_confirmation(bench, make):
    inputs = []
    for line in ("spam", "ham"):
        bench.project.write(make.repository(make.file("requirements.txt", line)))
        inputs.append(plan(bench).inputs)
    assert inputs[0] != inputs[1]


def test_a_changed_constraint_makes_an_environment_stale(bench, make):
    bench.wheels.add("spam")
    main = make.file("requirements.txt", "spam", options=["-c constraints.txt"])
    bench.project.write(make.repository(main, make.file("constraints.txt", "spam<9")))
    bench.skill().run(Env(), bench.context)
    assert plan(bench).effects == ("read",)
    bench.project.write(make.repository(main, make.file("constraints.txt", "spam<8")))
    assert "write" in plan(bench).effects


def test_another_python_makes_an_environment_stale(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    bench.project.write(env.model_copy(update={"python_version": "3.8.1"}))
    assert plan(bench, python=env.python_version).effects != ("read",)


def test_uv_that_is_asked_for_and_not_there_is_a_refusal(bench, make, monkeypatch):
    monkeypatch.setattr(work, "find_uv", lambda _: None)
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    with pytest.raises(Refused, match="no uv"):
        plan(bench)
    planned = bench.skill("auto").plan(Env(), Outlook(bench.project), bench.context)
    assert " with pip, " in planned.preview.says


def test_names_that_are_separated_by_commas_are_several():
    assert Env.model_validate({"relax": "numpy, torch"}).relax == ("numpy", "torch")
