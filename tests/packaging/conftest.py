"""The checkout, a copy of its files, a wheel built from that, and an environment with nothing of ours but the wheel."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
import uv

ROOT = Path(__file__).parents[2]
PACKAGES = ("contracts", "store", "skills", "screens", "mlclaw_tui")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[str]:
    """Every file that is tracked or would be, relative to the root."""
    listing = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listing.returncode:
        pytest.skip("this is no git checkout, so it is not known which files belong to it")
    return sorted(name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file())


@pytest.fixture(scope="session")
def files_copied(project_files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files as they are now, in a folder of their own."""
    folder = tmp_path_factory.mktemp("files")
    for name in project_files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def package_files(project_files: list[str]) -> set[str]:
    """The files of the five packages."""
    return {name for name in project_files if name.split("/")[0] in PACKAGES}


@pytest.fixture(scope="session")
def wheel(files_copied: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    subprocess.run(build, cwd=files_copied, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel; dependencies come from this environment's site-packages."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    subprocess.run(
        (uv.find_uv_bin(), "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel), check=True
    )
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return python


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The interpreter of the environment that works on this checkout."""
    return Path(sys.executable)


@pytest.fixture(params=["checkout", "installed"])
def python(request: pytest.FixtureRequest) -> Path:
    interpreter: Path = request.getfixturevalue(request.param)
    return interpreter
