"""The program as a user starts it, on repositories written here, in a home of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from foreign import ARGPARSE_EVALUATE, ARGPARSE_TRAIN, Mlclaw, Ran


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def mlclaw(home: Path, tmp_path: Path) -> Mlclaw:
    def run(*arguments: str, cwd: Path | None = None, stdin: str = "", timeout_s: float = 240) -> Ran:
        environment = {**os.environ, "MLCLAW_HOME": str(home), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        done = subprocess.run(
            [sys.executable, "-m", "mlclaw_tui", *arguments],
            cwd=cwd or tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "foo", **files: str) -> Path:
        folder = tmp_path / "src" / name
        folder.mkdir(parents=True)
        for stem, text in files.items():
            path = folder / stem.replace("__", ".")
            path.write_text(text.lstrip("\n"))
        git = ["git", "-c", "user.name=T", "-c", "user.email=t@example.invalid"]
        subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
        subprocess.run([*git, "add", "-A"], cwd=folder, check=True)
        subprocess.run([*git, "commit", "-q", "-m", "first"], cwd=folder, check=True)
        return folder

    return make


@pytest.fixture
def argparse_repo(make_repo: Callable[..., Path]) -> Path:
    return make_repo(train__py=ARGPARSE_TRAIN, evaluate__py=ARGPARSE_EVALUATE)
