"""A home, a store, and a way to import a file with them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.plan import Result
from contracts.record import Point, RunFacts
from skills.arguments import Import
from skills.importing.history import ImportedRun, read_run
from skills.importing.skill import ImportSkill
from skills.skill import Outlook, Planned, SkillContext
from store.folders import Home
from store.store import Store


class Bench:
    """Imports files and looks at what became of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.store = Store(self.home)
        self.context = self.in_project("default")

    def in_project(self, name: str) -> SkillContext:
        return SkillContext(
            store=self.store,
            project=self.home.project(name),
            hosts={},
            emit=lambda _: None,
            clock=lambda: datetime(2026, 11, 20, tzinfo=UTC),
        )

    def write(self, *lines: Any, name: str = "history.jsonl") -> Path:
        """Write lines as they are, or objects as JSON."""
        path = self.folder / name
        path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
        return path

    def plan(self, path: Path, **named: Any) -> Planned:
        args = Import(path=str(path), format=named.pop("format", None))
        return ImportSkill(**named).plan(args, Outlook(self.context.project), self.context)

    def run(self, path: Path, *, format: str | None = None, **named: Any) -> Result:  # noqa: A002
        return ImportSkill(**named).run(Import(path=str(path), format=format), self.context)

    def facts(self, project: str, run_id: str) -> RunFacts:
        with self.store.session() as session:
            (facts,) = session.facts(project, [run_id])
        return facts

    def points(self, project: str, run_id: str) -> list[Point]:
        with self.store.session() as session:
            return session.points(project, run_id)

    def ids(self, project: str) -> list[str]:
        with self.store.session() as session:
            return sorted(run.run_id for run in session.summaries(project))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def read() -> Callable[..., ImportedRun]:
    """Return a function that reads one line about run `r1`."""
    return lambda **keys: read_run({"run": "r1", "project": "p", **keys}, "p")
