"""`requirements.lock` is names, versions and hashes, and installs everything the project asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ENTRY = re.compile(
    r"[a-z0-9][a-z0-9._-]*==[A-Za-z0-9.!+]+"  # name and version
    r"( ; [a-z_]+ [<>=!]+ '[^']+'( (and|or) [a-z_]+ [<>=!]+ '[^']+')*)?"  # where it applies
    r"( --hash=sha256:[0-9a-f]{64})+"
)


@pytest.fixture(scope="module")
def entries(root: Path) -> list[str]:
    text = (root / "requirements.lock").read_text("utf-8")
    return re.sub(r" *\\\n +", " ", text).splitlines()


def test_the_lock_holds_names_versions_and_hashes_and_nothing_else(entries: list[str]) -> None:
    assert [entry for entry in entries if not ENTRY.fullmatch(entry)] == []


def test_the_lock_has_a_version_that_fits_every_dependency(root: Path, entries: list[str]) -> None:
    about = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wanted = [Requirement(spec) for spec in (*about["project"]["dependencies"], *about["dependency-groups"]["dev"])]
    locked: dict[str, list[str]] = {}
    for entry in entries:
        name, _, version = entry.split(" ")[0].partition("==")
        locked.setdefault(canonicalize_name(name), []).append(version)
    unmet = [
        str(requirement)
        for requirement in wanted
        if not any(requirement.specifier.contains(v) for v in locked.get(canonicalize_name(requirement.name), []))
    ]
    assert unmet == [], "run `make lock` and commit what it writes"
