"""The wheel, opened."""

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def content(wheel: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_the_files_of_the_five_packages_and_nothing_else(
    content: set[str], package_files: set[str]
) -> None:
    assert content == package_files


def test_the_wheel_holds_what_is_not_python(content: set[str]) -> None:
    assert any(name.startswith("store/sql/") and name.endswith(".sql") for name in content)
    assert "contracts/schemas/run.schema.json" in content
    assert {f"mlclaw_tui/examples/digits/{name}" for name in ("train.py", "requirements.txt", ".gitignore")} <= content


def test_the_wheel_says_its_licence_and_the_command_it_installs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = {name.split(".dist-info/")[1]: name for name in archive.namelist() if ".dist-info/" in name}
        metadata = Parser().parsestr(archive.read(about["METADATA"]).decode())
        assert archive.read(about["licenses/LICENSE"]).startswith(b"MIT License")
        assert b"mlclaw = mlclaw_tui.cli:main" in archive.read(about["entry_points.txt"])
    assert (metadata["Name"], metadata["License-Expression"], metadata["Requires-Python"]) == (
        "mlclaw",
        "MIT",
        ">=3.11",
    )


def test_a_wheel_built_from_the_source_archive_holds_the_same(
    files_copied: Path, content: set[str], tmp_path: Path
) -> None:
    build = (sys.executable, "-m", "hatchling", "build", "-d", tmp_path)
    subprocess.run((*build, "-t", "sdist"), cwd=files_copied, check=True)
    subprocess.run(("tar", "xf", next(tmp_path.glob("*.tar.gz")), "-C", tmp_path), check=True)
    source = next(path for path in tmp_path.iterdir() if path.is_dir())
    subprocess.run((*build, "-t", "wheel"), cwd=source, check=True)
    rebuilt = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {name for name in rebuilt if ".dist-info/" not in name} == content
