"""Checking a snapshot out gives the very bytes that were frozen."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from store.snapshots import Snapshots

Git = Callable[..., str]
Thaw = Callable[..., Path]
Content = Callable[[Path], dict[bytes, tuple[str, bytes]]]

AWKWARD = {
    "dos.txt": b"one\r\ntwo\r\n",
    "mixed.txt": b"one\r\ntwo\nthree\r",
    "latin.py": "# caf\xe9\n".encode("latin-1"),
    "wide.txt": "wide\n".encode("utf-16"),
    "binary.bin": bytes(range(256)) * 40,
    "empty.txt": b"",
    "no newline": b"x",
    "dollar.py": b"# $Id$ $Id: 1234 $\n",
    "pointer.pt": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12\n",
    "-dash": b"1",
    "new\nline.py": b"2",
    'tab\tquote".py': b"3",
    "back\\slash.py": b"4",
    "git~1": b"5",
}


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_content_and_names_come_back_byte_for_byte(name: str, repo: Path, thaw: Thaw) -> None:
    (repo / name).write_bytes(AWKWARD[name])
    assert (thaw(repo) / name).read_bytes() == AWKWARD[name]


def test_attributes_that_convert_text_change_no_byte(repo: Path, git: Git, thaw: Thaw, content_of: Content) -> None:
    for name in ("dos.txt", "mixed.txt", "latin.py", "dollar.py", "wide.txt"):
        (repo / name).write_bytes(AWKWARD[name])
    (repo / ".gitattributes").write_text(
        "* text=auto eol=crlf ident\nlatin.py working-tree-encoding=latin-1\nwide.txt working-tree-encoding=utf-16\n"
        "[attr]evil text eol=lf\nmixed.txt evil\n"
    )
    (repo / "src" / ".gitattributes").write_text("*.py text eol=crlf\n")
    git(repo, "config", "core.autocrlf", "true")
    assert content_of(thaw(repo)) == content_of(repo)


def test_a_filter_that_the_repository_names_is_never_run(
    repo: Path, git: Git, tmp_path: Path, thaw: Thaw, content_of: Content
) -> None:
    proof = tmp_path / "ran"
    git(repo, "config", "filter.evil.clean", f"touch '{proof}'; tr a-z A-Z")
    git(repo, "config", "filter.evil.smudge", f"touch '{proof}'; tr a-z A-Z")
    git(repo, "config", "filter.evil.required", "true")
    git(repo, "config", "core.fsmonitor", f"touch '{proof}'")
    (repo / ".gitattributes").write_text("*.py filter=evil diff=evil\n")
    (repo / "train.py").write_text("print('changed')\n")
    assert content_of(thaw(repo)) == content_of(repo)
    assert not proof.exists()


def test_names_that_are_no_utf_8_come_back(repo: Path, thaw: Thaw, content_of: Content, snapshots: Snapshots) -> None:
    place = os.fsencode(repo) + b"/caf\xe9.py"
    Path(os.fsdecode(place)).write_bytes(b"x = 1\n")
    assert content_of(thaw(repo)) == content_of(repo)
    commit = snapshots.freeze(repo, label="run").commit
    assert "caf\\xe9.py" in snapshots.files(commit)
    assert snapshots.read(commit, "caf\\xe9.py") == b"x = 1\n"


def test_executable_bits_and_links_come_back(repo: Path, thaw: Thaw, content_of: Content) -> None:
    (repo / "run.sh").write_text("#!/bin/sh\n")
    (repo / "run.sh").chmod(0o755)
    for name, target in {"inside": "src/model.py", "dangling": "nowhere", "loop": "loop", "folder": "src"}.items():
        (repo / name).symlink_to(target)
    assert content_of(thaw(repo)) == content_of(repo)


def test_changed_untracked_and_deleted_files_are_as_they_are_now(repo: Path, thaw: Thaw, content_of: Content) -> None:
    (repo / "train.py").write_text("print('changed')\n")
    (repo / "new.py").write_text("NEW = 1\n")
    (repo / "src" / "model.py").unlink()
    assert set(content_of(thaw(repo))) == {b"train.py", b"new.py"}


def test_a_folder_without_git_comes_back_without_its_caches(tmp_path: Path, thaw: Thaw, content_of: Content) -> None:
    folder = tmp_path / "plain"
    for name in ("train.py", "conf/a.yaml", ".venv/x.py", "__pycache__/a.pyc", "env/pyvenv.cfg", "env/lib/x.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    assert set(content_of(thaw(folder))) == {b"train.py", b"conf/a.yaml"}


def test_a_worktree_comes_back(repo: Path, git: Git, tmp_path: Path, thaw: Thaw, content_of: Content) -> None:
    git(repo, "worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    (tmp_path / "tree" / "extra.py").write_text("E = 1\n")
    assert set(content_of(thaw(tmp_path / "tree"))) == {b"train.py", b"src/model.py", b"extra.py"}


def test_a_sparse_checkout_comes_back_as_sparse_as_it_is(
    repo: Path, git: Git, thaw: Thaw, content_of: Content, snapshots: Snapshots
) -> None:
    git(repo, "sparse-checkout", "set", "--cone", "--sparse-index")
    assert set(content_of(thaw(repo))) == {b"train.py"}
    assert snapshots.freeze(repo, label="run").dirty is False


def test_a_subfolder_of_a_repository_is_frozen_alone(repo: Path, thaw: Thaw, content_of: Content) -> None:
    assert set(content_of(thaw(repo / "src"))) == {b"model.py"}


def test_a_folder_that_an_outer_repository_ignores_is_frozen(repo: Path, thaw: Thaw, content_of: Content) -> None:
    (repo / ".gitignore").write_text("inner/\n")
    (repo / "inner").mkdir()
    (repo / "inner" / "train.py").write_text("x = 1\n")
    assert set(content_of(thaw(repo / "inner"))) == {b"train.py"}


@pytest.fixture
def other(tmp_path: Path, git: Git) -> Path:
    """Another repository, to become a submodule."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    (other / "layer.py").write_text("L = 1\n")
    git(other, "add", ".")
    git(other, "commit", "-qm", "layer")
    return other


def test_the_files_of_submodules_are_frozen_with_their_commit(
    repo: Path, git: Git, other: Path, snapshots: Snapshots
) -> None:
    git(repo, "submodule", "--quiet", "add", str(other), "libs/other")
    git(repo, "commit", "-qm", "submodule")
    head = git(other, "rev-parse", "HEAD")
    clean = snapshots.freeze(repo, label="clean")
    (repo / "libs" / "other" / "layer.py").write_text("L = 2\n")
    changed = snapshots.freeze(repo, label="changed")
    assert (clean.submodules, clean.dirty) == ({"libs/other": head}, False)
    assert (changed.submodules, changed.dirty) == ({"libs/other": head + "+"}, True)
    assert snapshots.read(changed.commit, "libs/other/layer.py") == b"L = 2\n"


def test_a_clone_inside_that_git_does_not_know_is_frozen(repo: Path, git: Git, thaw: Thaw, content_of: Content) -> None:
    git(repo, "clone", "-q", str(repo), "vendored")
    assert set(content_of(thaw(repo))) >= {b"vendored/train.py", b"vendored/src/model.py"}


def test_empty_folders_are_made_again(repo: Path, thaw: Thaw) -> None:
    (repo / "checkpoints").mkdir()
    (repo / "a" / "b").mkdir(parents=True)
    into = thaw(repo)
    assert (into / "checkpoints").is_dir()
    assert (into / "a" / "b").is_dir()


def test_a_file_in_place_of_a_folder_and_back_is_followed(repo: Path, thaw: Thaw, content_of: Content) -> None:
    thaw(repo)
    (repo / "src" / "model.py").unlink()
    (repo / "src").rmdir()
    (repo / "src").write_text("now a file")
    assert content_of(thaw(repo)) == content_of(repo)
    (repo / "src").unlink()
    (repo / "src" / "deep").mkdir(parents=True)
    (repo / "src" / "deep" / "x.py").write_text("X = 1\n")
    assert content_of(thaw(repo)) == content_of(repo)
    (repo / "lib").mkdir()
    (repo / "src" / "deep" / "x.py").rename(repo / "lib" / "model.py")
    (repo / "src" / "deep").rmdir()
    (repo / "src").rmdir()
    (repo / "src").symlink_to("lib")
    assert content_of(thaw(repo)) == content_of(repo)


def test_a_checked_out_program_runs(repo: Path, thaw: Thaw) -> None:
    done = subprocess.run(["python3", "train.py"], cwd=thaw(repo), capture_output=True, check=True)
    assert done.stdout == b"epoch 1\n"
