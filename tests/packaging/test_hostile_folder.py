"""A user's own `store.py`, `skills.py`, … never replaces ours, wherever Python would find it first."""

import json
import os
import subprocess
from pathlib import Path

import pytest

NAMES = ("contracts", "store", "skills", "screens")
BOOM = "raise RuntimeError(f'the module of the user was imported: {__name__}')\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with modules of our names: one half as files, the other as packages."""
    for number, name in enumerate(NAMES):
        path = tmp_path / (f"{name}.py" if number % 2 else f"{name}/__init__.py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(BOOM)
    return tmp_path


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        command, cwd=cwd, env=clean | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_the_command_starts_in_a_hostile_folder(python: Path, hostile: Path) -> None:
    done = run(python.parent / "mlclaw", "--help", cwd=hostile)
    assert (done.returncode, done.stdout[:13]) == (0, "usage: mlclaw"), done.stderr


def test_the_command_starts_with_a_hostile_folder_on_the_python_path(python: Path, hostile: Path) -> None:
    done = run(python.parent / "mlclaw", "--help", cwd=hostile, PYTHONPATH=str(hostile))
    assert (done.returncode, done.stdout[:13]) == (0, "usage: mlclaw"), done.stderr


def test_the_module_starts_in_a_hostile_folder(python: Path, hostile: Path) -> None:
    done = run(python, "-m", "mlclaw_tui", "--help", cwd=hostile)
    assert (done.returncode, done.stdout[:13]) == (0, "usage: mlclaw"), done.stderr


@pytest.mark.parametrize("name", ["json", "logging", "duckdb", "pydantic", "rich"])
def test_the_module_imports_nothing_from_the_folder_it_is_started_in(python: Path, hostile: Path, name: str) -> None:
    (hostile / f"{name}.py").write_text(BOOM)
    done = run(python, "-m", "mlclaw_tui", "--version", cwd=hostile)
    assert done.returncode == 0, done.stderr


def test_ours_win_when_the_users_program_imports_us(python: Path, hostile: Path) -> None:
    code = (
        "import importlib, json, mlclaw_tui\n"
        f"modules = [importlib.import_module(name) for name in {NAMES!r}]\n"
        "print(json.dumps([[module.__file__ for module in modules], mlclaw_tui.__file__]))"
    )
    done = run(python, "-c", code, cwd=hostile)
    found, ours = json.loads(done.stdout)
    assert {Path(path).parents[1] for path in found} == {Path(ours).parents[1]}


def test_the_wheel_is_what_runs_where_the_wheel_is_installed(installed: Path, hostile: Path) -> None:
    done = run(installed, "-c", "import mlclaw_tui, store; print(store.__file__)", cwd=hostile)
    assert Path(done.stdout).is_relative_to(installed.parents[1])
