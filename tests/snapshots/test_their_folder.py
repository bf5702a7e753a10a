"""Nothing of the user's changes, whatever is asked."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from store.snapshots import Snapshots

Git = Callable[..., str]
State = Callable[[Path], str]


@pytest.fixture
def lived_in(repo: Path, git: Git) -> Path:
    """A repository with a stale index, staged and unstaged changes, ignored files and a submodule."""
    (repo / ".gitignore").write_text("data/\n*.log\nlocal.yaml\n")
    for name in ("data/a.csv", "run.log", "local.yaml", "new.py", "staged.py"):
        (repo / name).parent.mkdir(exist_ok=True)
        (repo / name).write_text(name)
    git(repo, "add", "staged.py")
    git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo / ".git"), "sub")
    os.utime(repo / "train.py", (1, 1))
    (repo / "src" / "model.py").write_text("WIDTH = 5\n")
    return repo


def test_freezing_and_looking_leave_every_byte_and_time(
    lived_in: Path, snapshots: Snapshots, state_of: State, tmp_path: Path
) -> None:
    before = state_of(lived_in)
    snapshots.fingerprint(lived_in)
    first = snapshots.freeze(lived_in, label="one")
    second = snapshots.freeze(lived_in, label="two", reads=("data",))
    snapshots.checkout(second.commit, tmp_path / "work", root=lived_in)
    snapshots.diff(first.commit, second.commit)
    assert state_of(lived_in) == before


def test_planning_writes_nothing_anywhere(
    lived_in: Path, snapshots: Snapshots, state_of: State, tmp_path: Path
) -> None:
    snapshots.freeze(lived_in, label="one")
    (lived_in / "train.py").write_text("print(2)\n")
    (lived_in / "another.py").write_text("A = 1\n")
    before = state_of(tmp_path)
    Snapshots(tmp_path / "new" / "snapshots.git").fingerprint(lived_in)
    snapshots.fingerprint(lived_in)
    assert state_of(tmp_path) == before


def test_what_a_run_does_in_its_checkout_stays_there(
    lived_in: Path, snapshots: Snapshots, state_of: State, tmp_path: Path
) -> None:
    before = state_of(lived_in)
    work = tmp_path / "work"
    snapshots.checkout(snapshots.freeze(lived_in, label="one").commit, work, root=lived_in)
    (work / "data" / "a.csv").write_text("overwritten")
    (work / "data" / "new.csv").write_text("new")
    (work / "local.yaml").unlink()
    assert state_of(lived_in) == before


def test_git_variables_of_our_own_environment_lead_nowhere(
    lived_in: Path, snapshots: Snapshots, state_of: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(lived_in / ".git" / "index"))
    before = state_of(lived_in)
    assert "train.py" in snapshots.files(snapshots.freeze(lived_in, label="one").commit)
    assert state_of(lived_in) == before


def test_a_home_inside_the_folder_is_not_frozen(repo: Path) -> None:
    inside = Snapshots(repo / ".." / "repo" / "ours" / "projects" / "demo" / "snapshots.git")
    first = inside.freeze(repo, label="one")
    assert inside.freeze(repo, label="two").tree == first.tree


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_a_repository_of_another_user_is_frozen_all_the_same(repo: Path, snapshots: Snapshots) -> None:
    for path in (repo, *repo.rglob("*")):
        os.chown(path, 65534, 65534)
    frozen = snapshots.freeze(repo, label="run")
    assert (frozen.files, frozen.dirty) == (2, False)
