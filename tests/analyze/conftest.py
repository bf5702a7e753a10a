"""Small repositories, written for one pattern each, and what is read from them."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.names import EntryKind
from contracts.repo import EntryPoint, Param, RepoContract
from skills.analyze.reader import read_repository

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Files = dict[str, str]


@dataclass(frozen=True)
class Reading:
    """A contract, asked in the words of the tests."""

    contract: RepoContract

    def entry(self, name: str) -> EntryPoint:
        found = {entry.name: entry for entry in self.contract.entries}
        assert name in found, f"no {name!r} in {list(found)}"
        return found[name]

    def param(self, name: str, entry: str = "train.py") -> Param:
        found = {item.name: item for item in self.entry(entry).params}
        assert name in found, f"no {name!r} in {list(found)}"
        return found[name]

    def names(self, entry: str = "train.py") -> list[str]:
        return [item.name for item in self.entry(entry).params]

    def kinds(self) -> dict[str, EntryKind]:
        return {entry.name: entry.kind for entry in self.contract.entries}

    @property
    def findings(self) -> str:
        """All findings as one text, each with its level and place."""
        return "\n".join(f"{item.level} {item.place or '-'} {item.says}" for item in self.contract.findings)


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[Files], Path]:
    """Write a repository, each text dedented."""

    def write(files: Files) -> Path:
        root = tmp_path / "repo"
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return root

    return write


@pytest.fixture
def read(repository: Callable[[Files], Path]) -> Callable[..., Reading]:
    """Write a repository and read it; a text alone is its `train.py`."""

    def reading(files: Files | str, chosen: str | None = None) -> Reading:
        given = {"train.py": files} if isinstance(files, str) else files
        return Reading(read_repository(repository(given), source="test", now=NOW, chosen=chosen))

    return reading
