import hashlib
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from store.snapshots import Snapshots

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Run the user's git in a folder, with settings of their own that a test may change."""
    home = tmp_path / "their home"
    home.mkdir()
    (home / ".gitconfig").write_text('[user]\n name = A\n email = a@b\n[protocol "file"]\n allow = always\n')

    def run(folder: Path, *arguments: str) -> str:
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    return run


@pytest.fixture
def repo(tmp_path: Path, git: Git) -> Path:
    """A small committed repository."""
    folder = tmp_path / "repo"
    (folder / "src").mkdir(parents=True)
    (folder / "train.py").write_text("print('epoch 1')\n")
    (folder / "src" / "model.py").write_text("WIDTH = 3\n")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "home" / "projects" / "demo" / "snapshots.git")


@pytest.fixture
def thaw(tmp_path: Path, snapshots: Snapshots) -> Callable[..., Path]:
    """Freeze a folder and check it out elsewhere."""
    count = iter(range(100))

    def freeze_and_check_out(folder: Path, *, link: bool = False) -> Path:
        into = tmp_path / f"work{next(count)}"
        snapshots.checkout(snapshots.freeze(folder, label="run").commit, into, root=folder if link else None)
        return into

    return freeze_and_check_out


def content_of(folder: Path) -> dict[bytes, tuple[str, bytes]]:
    """Every file below a folder but git's own: path to kind and bytes."""
    found: dict[bytes, tuple[str, bytes]] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if ".git" in name.parts:
            continue
        if path.is_symlink():
            found[os.fsencode(name)] = ("link", os.fsencode(path.readlink()))
        elif path.is_file():
            kind = "program" if path.stat().st_mode & stat.S_IXUSR else "file"
            found[os.fsencode(name)] = (kind, path.read_bytes())
    return found


def state_of(folder: Path) -> str:
    """A digest of everything in a folder, git's own files too: names, kinds, modes, times and bytes."""
    total = hashlib.sha256()
    for path in sorted([folder, *folder.rglob("*")]):
        found = path.lstat()
        total.update(os.fsencode(path) + b"%d %d %d " % (found.st_mode, found.st_mtime_ns, found.st_ctime_ns))
        if path.is_file() and not path.is_symlink():
            total.update(path.read_bytes())
    return total.hexdigest()


@pytest.fixture(name="content_of")
def _content_of() -> Callable[[Path], dict[bytes, tuple[str, bytes]]]:
    return content_of


@pytest.fixture(name="state_of")
def _state_of() -> Callable[[Path], str]:
    return state_of
