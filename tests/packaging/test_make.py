"""`make` builds the environment once, and again exactly when it has to."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

RECORDING = """#!/bin/sh
echo "$1" >>calls
if [ "$1" = locked ]; then rm -rf .venv; mkdir -p .venv/bin; ln -s "$(command -v sh)" .venv/bin/python; fi
[ ! -e interrupt-"$1" ]
"""


@pytest.fixture
def clone(root: Path, tmp_path: Path) -> Path:
    """A checkout whose environment script only writes down what it is asked for."""
    folder = tmp_path / "my clone"
    (folder / "tools").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copyfile(root / name, folder / name)
    (folder / "tools" / "environment.sh").write_text(RECORDING)
    return folder


def make(folder: Path) -> list[str]:
    """Return what the environment script was asked for."""
    (folder / "calls").write_text("")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run(("make", ".venv/.ready"), cwd=folder, env=clean, capture_output=True, check=False)
    return (folder / "calls").read_text().split()


def changed(path: Path) -> None:
    newest = max(entry.stat().st_mtime for entry in path.parent.rglob("*"))
    os.utime(path, (newest + 5, newest + 5))


def test_the_first_call_installs_everything_and_the_second_nothing(clone: Path) -> None:
    assert [make(clone), make(clone)] == [["locked", "project"], []]


def test_a_new_lock_makes_the_environment_again(clone: Path) -> None:
    make(clone)
    changed(clone / "requirements.lock")
    assert make(clone) == ["locked", "project"]


def test_a_change_of_the_project_file_installs_only_the_project_again(clone: Path) -> None:
    make(clone)
    changed(clone / "pyproject.toml")
    assert make(clone) == ["project"]


@pytest.mark.parametrize("step", ["locked", "project"])
def test_an_interrupted_installation_is_taken_up_at_the_next_call(clone: Path, step: str) -> None:
    (clone / f"interrupt-{step}").touch()
    make(clone)
    (clone / f"interrupt-{step}").unlink()
    assert [make(clone)[0], make(clone)] == [step, []]


def test_a_moved_checkout_gets_a_new_environment(clone: Path) -> None:
    make(clone)
    moved = clone.rename(clone.with_name("moved"))
    assert make(moved) == ["locked", "project"]


def test_an_environment_whose_interpreter_is_gone_is_made_again(clone: Path) -> None:
    make(clone)
    (clone / ".venv" / "bin" / "python").unlink()
    assert make(clone) == ["locked", "project"]


def test_an_interpreter_that_does_not_fit_is_named_and_nothing_is_removed(root: Path, clone: Path) -> None:
    shutil.copyfile(root / "tools" / "environment.sh", clone / "tools" / "environment.sh")
    (clone / ".venv").mkdir()
    done = subprocess.run(
        ("sh", "tools/environment.sh", "locked"),
        cwd=clone, env={**os.environ, "PYTHON": "no-such-python"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, (clone / ".venv").is_dir()) == (1, True)
    assert done.stderr == "mlclaw: PYTHON=no-such-python does not start, or is older than Python 3.11.\n"
