"""Reading a repository as a step of a proposal: what it would do, what it did, what it says."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.errors import BadRequest, Broken, NotReady
from contracts.project import ProjectContract
from contracts.repo import RepoContract
from mlclaw_tui.hosts.local import LocalHost
from skills.analyze.skill import AnalyzeSkill
from skills.arguments import Analyze
from skills.skill import Outlook, Planned, SkillContext
from store.folders import Home
from store.store import Store

TRAIN = (
    "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float)\nmodel.fit(p.parse_args().lr)\n"
)


@pytest.fixture
def context(tmp_path) -> SkillContext:
    home = Home(tmp_path / "home")
    return SkillContext(
        store=Store(home),
        project=home.project("cars"),
        hosts={"local": LocalHost()},
        emit=lambda _event: None,
        clock=lambda: datetime(2026, 11, 20, tzinfo=UTC),
    )


def planned(context: SkillContext, **args: str) -> Planned:
    return AnalyzeSkill().plan(Analyze(**args), Outlook(context.project), context)


def run(context: SkillContext, **args: str):
    return AnalyzeSkill().run(Analyze(**args), context)


def git(folder: Path, *words: str) -> str:
    base = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    return subprocess.run([*base, *words], check=True, capture_output=True, text=True).stdout


def test_planning_reads_and_writes_nothing(repository, context):
    root = repository({"train.py": TRAIN})
    plan = planned(context, repo=str(root))
    assert plan.effects == ("read", "write")
    assert isinstance(plan.makes[RepoContract], RepoContract)
    assert [Path(change.path).name for change in plan.preview.files] == ["repo.json", "project.json"]
    assert not context.project.path.exists()


def test_running_leaves_what_was_planned(repository, context):
    root = repository({"train.py": TRAIN})
    coming = planned(context, repo=str(root)).makes[RepoContract]
    result = run(context, repo=str(root))
    assert context.project.read(RepoContract) == coming
    project = context.project.require(ProjectContract)
    assert (project.source, project.root) == (str(root), str(root))
    assert result.data["entries"][0]["name"] == "train.py"
    assert "### Train: `python train.py`" in result.text


def test_reading_the_same_again_only_reads(repository, context):
    root = repository({"train.py": TRAIN})
    run(context, repo=str(root))
    again = planned(context)
    assert (again.effects, again.preview.files) == (("read",), ())


def test_a_changed_file_is_read_again(repository, context):
    root = repository({"train.py": TRAIN})
    run(context, repo=str(root))
    (root / "train.py").write_text(TRAIN.replace("--lr", "--rate"))
    contract = planned(context).makes[RepoContract]
    assert isinstance(contract, RepoContract)
    assert contract.entries[0].params[0].name == "rate"


def test_the_choice_of_an_entry_stays(repository, context):
    root = repository({"a.py": TRAIN, "b.py": TRAIN})
    run(context, repo=str(root), entry="b.py")
    (root / "a.py").write_text(TRAIN + "\n")
    assert run(context).data["chosen"] == "b.py"


def test_a_script_given_as_the_repository_is_chosen(repository, context):
    root = repository({"a.py": TRAIN, "b.py": TRAIN})
    assert run(context, repo=str(root / "b.py")).data["chosen"] == "b.py"


def test_an_entry_that_is_not_there_is_refused_with_those_that_are(repository, context):
    root = repository({"train.py": TRAIN})
    with pytest.raises(BadRequest, match=r"no entry point 'tarin.py'.*'train.py'"):
        planned(context, repo=str(root), entry="tarin.py")


def test_a_folder_without_python_is_refused(repository, context):
    with pytest.raises(BadRequest, match="There is no Python code"):
        planned(context, repo=str(repository({"README.md": "x"})))
    with pytest.raises(BadRequest, match="notebooks"):
        planned(context, repo=str(repository({"work.ipynb": "{}"})))


def test_a_folder_with_broken_python_alone_says_where(repository, context):
    with pytest.raises(BadRequest, match=r"train\.py:1"):
        planned(context, repo=str(repository({"train.py": "def (:\n"})))


def test_without_any_repository_it_asks_for_one(context):
    with pytest.raises(NotReady, match="No repository was named"):
        planned(context)


def test_a_ref_of_a_folder_is_refused(repository, context):
    with pytest.raises(BadRequest, match="never switched"):
        planned(context, repo=str(repository({"train.py": TRAIN})), ref="v1")


def test_the_users_repository_stays_as_it_was(repository, context):
    root = repository({"train.py": TRAIN})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    before = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    result = run(context, repo=str(root))
    assert {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()} == before
    assert result.data["commit"] == git(root, "rev-parse", "HEAD").strip()


@pytest.fixture
def served(repository, tmp_path) -> Iterator[str]:
    """A repository behind a git server on this machine."""
    root = repository({"train.py": TRAIN, "sub/train.py": TRAIN})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "v1")
    (root / ".git" / "hooks" / "post-checkout").write_text("#!/bin/sh\ntouch hooked\n")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        "git",
        "daemon",
        f"--base-path={tmp_path}",
        "--export-all",
        "--listen=127.0.0.1",
        f"--port={port}",
        "--verbose",
    ]
    daemon = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert daemon.stderr is not None
    assert "Ready" in daemon.stderr.readline()
    yield f"git://127.0.0.1:{port}/repo"
    daemon.terminate()
    daemon.wait(10)
    daemon.stderr.close()


def test_an_address_is_cloned_as_shown_and_read(served, context):
    plan = planned(context, repo=served)
    assert plan.effects == ("write", "network")
    assert plan.makes == {RepoContract: None}
    assert plan.preview.network == ("127.0.0.1",)
    assert plan.preview.commands[0][-2:] == (served, str(context.project.path / "code.arriving"))
    result = run(context, repo=served)
    assert result.data["root"] == str(context.project.code)
    assert context.project.require(ProjectContract).source == served
    assert not (context.project.path / "code.arriving").exists()
    assert planned(context).effects == ("read",)


def test_a_ref_and_a_commit_can_be_asked_for(served, context):
    commit = run(context, repo=served, ref="v1").data["commit"]
    assert run(context, repo=served, ref=str(commit)[:10]).data["commit"] == commit


def test_what_cannot_be_cloned_says_why_and_leaves_the_clone_before(served, context):
    run(context, repo=served)
    with pytest.raises(Broken, match=r"could not be cloned: .*nowhere"):
        run(context, repo=served, ref="nowhere")
    assert (context.project.code / "train.py").exists()
    assert not (context.project.path / "code.arriving").exists()
