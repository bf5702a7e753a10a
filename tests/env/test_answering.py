"""A program is asked for its help in a copy of its code, and the user's folder stays as it is."""

import hashlib

import pytest

from contracts.env import EnvContract
from skills.arguments import Env
from skills.skill import Outlook

SCRIPT = """
import argparse, pathlib
import spam
pathlib.Path("left_behind.txt").write_text("by the program")
argparse.ArgumentParser(description="Trains.").parse_args()
"""


@pytest.fixture
def code(tmp_path):
    folder = tmp_path / "code"
    folder.mkdir()
    return folder


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_a_program_that_answers_is_recorded_with_its_answer(bench, make, code):
    bench.wheels.add("spam")
    (code / "train.py").write_text(SCRIPT)
    before = digests(code)
    bench.project.write(
        make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")], root=str(code))
    )
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert env.level == "answers"
    assert env.evidence[-1].startswith("train.py --help says: usage: train.py")
    assert digests(code) == before
    assert not list(bench.project.envs.rglob("left_behind.txt"))


def test_what_a_program_fails_with_is_said(bench, make, code):
    bench.wheels.add("spam")
    (code / "train.py").write_text(f"import not_there_either\n{SCRIPT}")
    bench.project.write(
        make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")], root=str(code))
    )
    result = bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert env.level == "imports"
    assert "No module named 'not_there_either'" in result.text


def test_a_program_without_a_command_line_is_not_started(bench, make, code):
    bench.wheels.add("spam")
    (code / "train.py").write_text("raise SystemExit(1)")
    repo = make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")], root=str(code))
    plain = repo.entries[0].model_copy(update={"framework": None})
    bench.project.write(repo.model_copy(update={"entries": (plain,)}))
    bench.skill().run(Env(), bench.context)
    assert bench.project.require(EnvContract).level == "imports"
    assert not [argv for argv in bench.host.ran if "--help" in argv]


def test_the_packages_of_the_repository_itself_are_found(bench, make, code):
    bench.wheels.add("spam")
    (code / "src" / "mine").mkdir(parents=True)
    (code / "src" / "mine" / "__init__.py").touch()
    (code / "train.py").write_text(f"import mine\n{SCRIPT}")
    repo = make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")], root=str(code))
    bench.project.write(repo.model_copy(update={"packages_at": (".", "src")}))
    bench.skill().run(Env(), bench.context)
    assert bench.project.require(EnvContract).level == "answers"


def test_the_proposal_says_that_the_program_will_be_asked(bench, make, code):
    (code / "train.py").write_text(SCRIPT)
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), root=str(code)))
    preview = bench.skill().plan(Env(), Outlook(bench.project), bench.context).preview
    assert preview.commands[-1] == ("{env}/bin/python", "train.py", "--help")
    assert any("in a copy of the code" in note for note in preview.notes)
