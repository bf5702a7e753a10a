"""A snapshot says truly what was frozen, and what stood in the way."""

import multiprocessing
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts.errors import Broken, NotReady, Refused
from store.snapshots import Snapshots

Git = Callable[..., str]


def change_content(repo: Path) -> None:
    (repo / "train.py").write_text("print('epoch 2')\n")


def change_same_size_and_time(repo: Path) -> None:
    found = (repo / "train.py").stat()
    (repo / "train.py").write_text("print('epoch 3')\n")
    os.utime(repo / "train.py", ns=(found.st_atime_ns, found.st_mtime_ns))


def change_mode(repo: Path) -> None:
    (repo / "train.py").chmod(0o755)


def add_untracked(repo: Path) -> None:
    (repo / "new.py").write_text("N = 1\n")


def add_ignored_config(repo: Path) -> None:
    (repo / "local.yaml").write_text("lr: 3\n")


def retarget(repo: Path) -> None:
    (repo / "link").unlink()
    (repo / "link").symlink_to("src")


def delete(repo: Path) -> None:
    (repo / "src" / "model.py").unlink()


def rename(repo: Path) -> None:
    (repo / "train.py").rename(repo / "main.py")


CHANGES = [
    change_content, change_same_size_and_time, change_mode, add_untracked, add_ignored_config, retarget, delete, rename
]  # fmt: skip


@pytest.mark.parametrize("is_frozen_before", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_the_fingerprint_is_the_tree_that_would_be_frozen(
    change: Callable[[Path], None], is_frozen_before: bool, repo: Path, snapshots: Snapshots
) -> None:
    (repo / ".gitignore").write_text("local.yaml\n")
    (repo / "link").symlink_to("train.py")
    before = snapshots.fingerprint(repo)
    if is_frozen_before:
        assert snapshots.freeze(repo, label="one").tree == before
    assert snapshots.fingerprint(repo) == before
    change(repo)
    after = snapshots.fingerprint(repo)
    assert after != before
    assert snapshots.freeze(repo, label="two").tree == after


def test_many_files_are_frozen_in_one_pack(repo: Path, snapshots: Snapshots, tmp_path: Path) -> None:
    for number in range(300):
        (repo / f"{number}.py").write_text(f"N = {number}\n")
    frozen = snapshots.freeze(repo, label="run")
    packs = list((tmp_path / "home" / "projects" / "demo" / "snapshots.git").glob("objects/pack/*.pack"))
    assert (frozen.files, len(packs)) == (302, 1)
    assert snapshots.fingerprint(repo) == frozen.tree
    assert snapshots.read(frozen.commit, "299.py") == b"N = 299\n"


def test_the_commit_and_its_dirtiness_are_recorded(repo: Path, git: Git, snapshots: Snapshots) -> None:
    clean = snapshots.freeze(repo, label="one")
    (repo / "new.py").write_text("N = 1\n")
    untracked = snapshots.freeze(repo, label="two")
    git(repo, "add", ".")
    staged = snapshots.freeze(repo, label="three")
    head = git(repo, "rev-parse", "HEAD")
    assert [(frozen.source_commit, frozen.dirty) for frozen in (clean, untracked, staged)] == [
        (head, False), (head, True), (head, True)
    ]  # fmt: skip


def test_line_ends_that_git_converts_are_not_dirt(repo: Path, git: Git, snapshots: Snapshots) -> None:
    git(repo, "config", "core.autocrlf", "true")
    (repo / "train.py").unlink()
    git(repo, "checkout", "--", "train.py")
    assert (repo / "train.py").read_bytes().endswith(b"\r\n")
    assert snapshots.freeze(repo, label="run").dirty is False


def test_what_lfs_replaces_by_a_pointer_is_not_dirt(repo: Path, git: Git, snapshots: Snapshots) -> None:
    import hashlib

    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(b'big').hexdigest()}\nsize 3\n"
    (repo / "model.bin").write_text(pointer)
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "pointer")
    (repo / "model.bin").write_bytes(b"big")
    assert snapshots.freeze(repo, label="one").dirty is False
    (repo / "model.bin").write_bytes(b"bug")
    assert snapshots.freeze(repo, label="two").dirty is True


def test_a_repository_without_a_commit_is_frozen(tmp_path: Path, git: Git, snapshots: Snapshots) -> None:
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "a.py").write_text("A = 1\n")
    git(tmp_path / "fresh", "init", "-q")
    frozen = snapshots.freeze(tmp_path / "fresh", label="run")
    assert (frozen.files, frozen.source_commit, frozen.dirty) == (1, None, None)


def test_a_difference_is_shown_in_hunks(repo: Path, snapshots: Snapshots) -> None:
    (repo / "raw.bin").write_bytes(b"\0\1")
    old = snapshots.freeze(repo, label="one").commit
    (repo / "raw.bin").write_bytes(b"\0\2")
    (repo / "train.py").write_text("print('epoch 1')\nprint('caf\xe9')\n")
    (repo / "src" / "model.py").unlink()
    (repo / "src" / "model.py").symlink_to("../train.py")
    (repo / "new.py").write_text("diff --git a/x b/x\n")
    found = {one.path: (one.what, one.hunks) for one in snapshots.diff(old, snapshots.freeze(repo, label="two").commit)}
    assert found["raw.bin"] == ("changed", None)
    assert found["train.py"] == ("changed", "@@ -1 +1,2 @@\n print('epoch 1')\n+print('caf\xe9')")
    assert found["new.py"] == ("added", "@@ -0,0 +1 @@\n+diff --git a/x b/x")
    assert found["src/model.py"][0] == "changed"
    assert "-WIDTH = 3" in str(found["src/model.py"][1])


def test_a_pipe_in_the_folder_is_left_out_and_named(tmp_path: Path, snapshots: Snapshots) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.py").write_text("A = 1\n")
    os.mkfifo(plain / "pipe")
    frozen = snapshots.freeze(plain, label="run")
    assert (frozen.complete, frozen.left_out) == (False, ("pipe (neither file, folder nor link)",))


@pytest.fixture
def nobodys(git: Git) -> Iterator[Path]:
    """A folder in which we work as a user who may not read everything."""
    if os.geteuid() != 0:
        pytest.skip("only root may work as another user")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "code"
        folder.mkdir()
        (folder / "train.py").write_text("T = 1\n")
        (folder / "hidden.py").write_text("H = 1\n")
        git(folder, "init", "-q")
        for path in (Path(place), folder, folder / "train.py", *(folder / ".git").rglob("*"), folder / ".git"):
            os.chown(path, 65534, 65534)
        (folder / "hidden.py").chmod(0o600)
        os.seteuid(65534)
        yield folder
        os.seteuid(0)


def test_a_file_that_may_not_be_read_is_left_out_and_named(nobodys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(nobodys.parent))
    snapshots = Snapshots(nobodys.parent / "s.git")
    frozen = snapshots.freeze(nobodys, label="run")
    assert (frozen.files, frozen.left_out) == (1, ("hidden.py (unreadable: Permission denied)",))
    assert snapshots.fingerprint(nobodys) == frozen.tree


def _freeze(bare: Path, repo: Path, number: int) -> None:
    Snapshots(bare).freeze(repo, label=f"run {number}")


def test_processes_that_freeze_at_once_all_succeed(repo: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_freeze, args=(tmp_path / "s.git", repo, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert len(list((tmp_path / "s.git" / "refs" / "snapshots").iterdir())) == 4


def test_what_a_killed_process_left_behind_does_not_matter(repo: Path, snapshots: Snapshots, tmp_path: Path) -> None:
    tree = snapshots.freeze(repo, label="one").tree
    bare = tmp_path / "home" / "projects" / "demo" / "snapshots.git"
    index = next(path for path in bare.glob("index-*") if path.suffix != ".lock")
    index.with_name(index.name + ".lock").write_bytes(b"")
    index.write_bytes(index.read_bytes()[:50])
    assert snapshots.fingerprint(repo) == tree
    assert snapshots.freeze(repo, label="two").tree == tree


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=False, capture_output=True)
    if done.returncode != 0:
        pytest.skip("a small disk is mounted by root alone")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_said_and_freezing_works_again_with_space(repo: Path, small_disk: Path) -> None:
    (repo / "noise.bin").write_bytes(os.urandom(2 * 2**20))
    small = Snapshots(small_disk / "s.git")
    with pytest.raises(Broken, match="disk is full"):
        small.freeze(repo, label="one")
    (repo / "noise.bin").unlink()
    assert small.freeze(repo, label="two").files == 2


def test_a_checkout_onto_a_full_disk_is_said(repo: Path, small_disk: Path, snapshots: Snapshots) -> None:
    (repo / "noise.bin").write_bytes(os.urandom(2 * 2**20))
    frozen = snapshots.freeze(repo, label="one")
    with pytest.raises(Broken, match=r"is full: the code needs 2,097,\d+ bytes"):
        snapshots.checkout(frozen.commit, small_disk / "work")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, snapshots: Snapshots) -> None:
    with pytest.raises(Broken, match="is not there"):
        snapshots.freeze(tmp_path / "nowhere", label="run")


def test_a_repository_that_git_cannot_read_is_said_not_taken_for_a_plain_folder(
    repo: Path, snapshots: Snapshots
) -> None:
    (repo / ".git" / "index").write_bytes(b"broken")
    with pytest.raises(Broken, match="index file"):
        snapshots.fingerprint(repo)


def test_an_unknown_snapshot_and_a_full_folder_are_refused(repo: Path, snapshots: Snapshots, tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        snapshots.checkout("0" * 40, tmp_path / "work")
    frozen = snapshots.freeze(repo, label="run")
    with pytest.raises(NotReady):
        snapshots.read(frozen.commit, "nowhere.py")
    with pytest.raises(Refused, match="not empty"):
        snapshots.checkout(frozen.commit, repo)


def test_an_empty_folder_is_an_empty_snapshot(tmp_path: Path, snapshots: Snapshots) -> None:
    (tmp_path / "empty").mkdir()
    frozen = snapshots.freeze(tmp_path / "empty", label="run")
    snapshots.checkout(frozen.commit, tmp_path / "work")
    assert (frozen.files, frozen.complete, list((tmp_path / "work").iterdir())) == (0, True, [])
    assert snapshots.fingerprint(tmp_path / "empty") == frozen.tree
