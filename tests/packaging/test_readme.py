"""The README's commands, run as they stand there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
MAKE = [command for command in COMMANDS if command.startswith("make ")]
MLCLAW = [command for command in COMMANDS if command.startswith("mlclaw ")]


def test_every_command_of_the_readme_is_run_here() -> None:
    assert set(COMMANDS) == {*MAKE, *MLCLAW}
    assert {"make demo", "make test"} <= set(MAKE)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("command", MAKE)
def test_make_knows_the_target(command: str) -> None:
    done = subprocess.run((*command.split(), "-n"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the README has `~/src`."""
    folder = tmp_path_factory.mktemp("src")
    shutil.copytree(ROOT / "mlclaw_tui" / "examples" / "digits", folder / "digits")
    return folder


@pytest.fixture(scope="module")
def environment(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = f"{checkout.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "MLCLAW_HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["mlclaw demo --batch", *MLCLAW])
def test_the_command_works(command: str, source: Path, environment: dict[str, str]) -> None:
    """One after the other in one home, as a reader would."""
    done = subprocess.run(
        ("sh", "-c", command.replace("~/src", str(source))),
        cwd=source, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.strip()
