"""What is tried, in which order, and what is recorded of it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from packaging.version import Version

from contracts.env import EnvContract
from contracts.errors import Refused
from skills.arguments import Env
from skills.env.interpreters import Interpreter, Machine
from skills.env.ladder import Ladder
from skills.env.specification import specification_of
from skills.skill import Outlook


def interpreter(version):
    return Interpreter(Path(f"/python{version}"), Version(version), "linux-x86_64", Version("23.0"))


def rungs(make, *lines, others=(), committed=None, relax=()):
    specification = specification_of(make.repository(make.file("requirements.txt", *lines)))
    found = [interpreter(version) for version in others]
    ladder = Ladder(specification, interpreter("3.11.7"), lambda: found, committed, relax)
    return list(ladder.rungs())


def test_first_as_declared_then_as_of_the_last_commit_then_other_pythons_then_from_source(make):
    found = rungs(make, "numpy", others=["3.10.1"], committed=datetime(2022, 3, 4, tzinfo=UTC))
    assert [(rung.kind, rung.question.interpreter.minor, bool(rung.question.before)) for rung in found] == [
        ("declared", "3.11", False),
        ("dated", "3.11", True),
        ("python", "3.10", False),
        ("python", "3.10", True),
        ("source", "3.11", False),
    ]
    assert found[-1].question.from_source


def test_pythons_that_were_usual_at_the_last_commit_come_first(make):
    found = rungs(make, "numpy", others=["3.13.0", "3.9.1", "3.8.1"], committed=datetime(2021, 9, 1, tzinfo=UTC))
    assert [r.question.interpreter.minor for r in found if r.kind == "python"][::2] == ["3.9", "3.8", "3.13"]


def test_a_build_label_is_dropped_before_another_python_is_tried(make):
    found = rungs(make, "torch==1.13.1+cu117", others=["3.10.1"])
    assert found[1].question.requirements == ("torch==1.13.1",)
    assert found[1].changes[-1].what == "torch==1.13.1+cu117 → torch==1.13.1"


def test_no_version_is_given_up_that_the_user_did_not_name(make):
    assert not [rung for rung in rungs(make, "numpy==1.19.2", "scipy==1.5") if rung.kind == "relaxed"]
    relaxed = [rung for rung in rungs(make, "numpy==1.19.2", "scipy==1.5", relax=("NumPy",)) if rung.kind == "relaxed"]
    assert [rung.question.requirements for rung in relaxed] == [
        ("numpy<2,>=1.19.2", "scipy==1.5"),
        ("numpy>=1.19.2", "scipy==1.5"),
        ("numpy", "scipy==1.5"),
    ]


def test_a_version_given_up_is_recorded(bench, make):
    bench.wheels.add("spam", requires=["ham>=2"])
    bench.wheels.add("ham", "1.0")
    bench.wheels.add("ham", "2.5")
    bench.project.write(make.repository(make.file("requirements.txt", "spam", "ham==1.0")))
    with pytest.raises(Refused, match="relax=ham"):
        bench.skill().run(Env(), bench.context)

    args = Env.model_validate({"relax": "ham"})
    assert "ham" in bench.skill().plan(args, Outlook(bench.project), bench.context).preview.notes[-1]
    bench.skill().run(args, bench.context)
    env = bench.project.require(EnvContract)
    assert {package.name: package.version for package in env.lock}["ham"] == "2.5"
    assert env.changes[0].what.startswith("ham==1.0 → ham")
    assert env.specification == ("spam", "ham==1.0")


def test_another_python_of_the_machine_is_taken_and_recorded(bench, make):
    machine = Machine(bench.host, bench.variables)
    other = next((found for found in machine.interpreters() if found.minor != machine.own.minor), None)
    if other is None:
        pytest.skip("this machine has one Python only")
    bench.wheels.add("spam", python=f"=={other.minor}.*")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert env.python_version == str(other.version)
    assert env.level == "imports"
    assert env.changes[0].what == f"Python {machine.own.version} → {other.version}"
    assert bench.skill().plan(Env(), Outlook(bench.project), bench.context).effects == ("read",)


def test_a_python_that_the_user_names_is_the_only_one(bench, make):
    own = Machine(bench.host, bench.variables).own
    bench.wheels.add("spam", python=">=3.99")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    with pytest.raises(Refused, match="'spam'"):
        bench.skill().run(Env(python=own.minor), bench.context)
    assert not [argv for argv in bench.host.ran if "--python" in argv and str(own.path) not in argv]


def test_a_repository_without_commits_has_no_date(bench, make, tmp_path):
    code = tmp_path / "code"
    code.mkdir()
    subprocess.run(["git", "init", "-q", code], check=True)
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), root=str(code)))
    notes = bench.skill().plan(Env(), Outlook(bench.project), bench.context).preview.notes
    assert "with the versions of" not in notes[-1]


def test_the_date_of_the_last_commit_is_in_the_preview(bench, make, tmp_path):
    code = tmp_path / "code"
    code.mkdir()
    for words in (("init", "-q"), ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x", "--allow-empty")):
        dates = {"GIT_COMMITTER_DATE": "2021-03-04T00:00:00Z", "GIT_AUTHOR_DATE": "2021-03-04T00:00:00Z"}
        subprocess.run(["git", *words], cwd=code, env={**bench.variables, **dates}, check=True)
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), root=str(code)))
    notes = bench.skill().plan(Env(), Outlook(bench.project), bench.context).preview.notes
    assert "with the versions of 2021-03-04" in notes[-1]
