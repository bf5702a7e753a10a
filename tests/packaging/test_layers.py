"""The layers are enforced: each rule is broken once on a copy, and `lint-imports` says so."""

import shutil
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PACKAGES = ("contracts", "store", "skills", "screens", "mlclaw_tui")


@pytest.fixture
def copy(files_copied: Path, tmp_path: Path) -> Path:
    for name in ("pyproject.toml", *PACKAGES):
        copy_of = shutil.copytree if (files_copied / name).is_dir() else shutil.copyfile
        copy_of(files_copied / name, tmp_path / name)
    return tmp_path


def lint(folder: Path, checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (checkout.parent / "lint-imports", "--no-cache", "--no-logo"),
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("module", "code", "rule"),
    [
        ("contracts/base.py", "import store.files", "contracts, then store, then skills"),
        ("store/files.py", "import skills.skill", "contracts, then store, then skills"),
        ("skills/arguments.py", "import screens", "contracts, then store, then skills"),
        ("screens/__init__.py", "import store.files", "screens get their data in"),
        ("contracts/names.py", "import rich", "contracts import pydantic alone"),
        ("skills/skill.py", "def late():\n    import duckdb", "only store imports duckdb"),
        ("mlclaw_tui/__main__.py", "import textual.app", "only screens and mlclaw_tui.app know Textual"),
        ("skills/arguments.py", "import paramiko", "skills know no screen"),
        ("contracts/base.py", "def late():\n    import contracts.run", "no cycles inside a package"),
    ],
)
def test_a_broken_layer_is_found(copy: Path, checkout: Path, module: str, code: str, rule: str) -> None:
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{code}\n")
    done = lint(copy, checkout)
    broken = [line for line in done.stdout.splitlines() if " BROKEN" in line]
    assert done.returncode == 1
    assert any(rule in line for line in broken), done.stdout


def test_every_folder_of_modules_is_a_package_so_that_its_layer_is_checked(package_files: set[str]) -> None:
    modules = {Path(name) for name in package_files if name.endswith(".py") and "/examples/" not in name}
    assert {path.parent for path in modules if path.parent / "__init__.py" not in modules} == set()


def test_every_dependency_but_pydantic_is_forbidden_to_contracts(root: Path) -> None:
    about = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wanted = {Requirement(spec).name.lower() for spec in about["project"]["dependencies"]} - {"pydantic"}
    rules = {rule["name"]: rule for rule in about["tool"]["importlinter"]["contracts"]}
    forbidden = rules["contracts import pydantic alone"]["forbidden_modules"]
    owners = packages_distributions()
    covered = {owner.lower() for module in forbidden for owner in owners.get(module, [])}
    assert wanted - covered == set()
