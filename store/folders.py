"""Where everything lies under `MLCLAW_HOME`, and the contracts in it.

projects/<project>/                 ProjectFolder
  project.json repo.json env.json …   the current contract of each stage
  code/  snapshots.git/  envs/  reports/  imports/
  runs/<run>/                       RunFolder
    run.json config.json … job.json samples.jsonl metrics.jsonl
    work/  logs/stdout.log  logs/stderr.log
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from contracts.base import Contract
from contracts.errors import NotReady
from store.files import cannot_write, read_contract, write_atomic

C = TypeVar("C", bound=Contract)

RUN_ID = re.compile(r"run_([0-9]{4,})")
"""Ids of our own runs; imported runs may have such ids too."""
_HIGHEST = re.compile(r"-([0-9]+)\.jsonl$")


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def exists(self) -> bool:
        return self.path.is_dir()

    def read(self, kind: type[C]) -> C | None:
        """Return this folder's contract of a kind, or None where it has none."""
        return read_contract(self.path / kind.FILE, kind)

    def require(self, kind: type[C]) -> C:
        """Return this folder's contract of a kind.

        Raises:
            NotReady: There is none.
        """
        contract = self.read(kind)
        if contract is None:
            raise NotReady(
                f"{self.name!r} has no {kind.FILE}. The step that writes it has not run, or the file is gone."
            )
        return contract

    def write(self, contract: Contract) -> None:
        """Write a contract whole, in place of the one before."""
        write_atomic(self.path / contract.FILE, contract.to_json())


@dataclass(frozen=True, slots=True)
class RunFolder(_Folder):
    """A run on disk. Its name is the run's id."""

    @property
    def project(self) -> str:
        return self.path.parent.parent.name

    @property
    def work(self) -> Path:
        """The snapshot checked out; the process runs here."""
        return self.path / "work"

    @property
    def stdout(self) -> Path:
        return self.path / "logs" / "stdout.log"

    @property
    def stderr(self) -> Path:
        return self.path / "logs" / "stderr.log"

    @property
    def samples(self) -> Path:
        return self.path / "samples.jsonl"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.jsonl"

    def discard(self) -> None:
        """Remove a run that never started."""
        shutil.rmtree(self.path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class ProjectFolder(_Folder):
    """A project on disk."""

    @property
    def code(self) -> Path:
        """Our clone, where the repository was given by URL."""
        return self.path / "code"

    @property
    def snapshots(self) -> Path:
        return self.path / "snapshots.git"

    @property
    def envs(self) -> Path:
        return self.path / "envs"

    @property
    def reports(self) -> Path:
        return self.path / "reports"

    @property
    def imports(self) -> Path:
        """Histories brought in from elsewhere, in the form of `store.histories`."""
        return self.path / "imports"

    def run(self, run_id: str) -> RunFolder:
        """Return the folder of a run of ours, which need not exist."""
        return RunFolder(self.path / "runs" / run_id)

    def runs(self) -> Iterator[RunFolder]:
        """Yield the runs on disk, oldest number first."""
        folder = self.path / "runs"
        if folder.is_dir():
            found = ((match, path) for path in folder.iterdir() if (match := RUN_ID.fullmatch(path.name)))
            for _, path in sorted(found, key=lambda item: int(item[0][1])):
                yield RunFolder(path)

    def allocate_run(self) -> RunFolder:
        """Make the next run's folder. Processes that ask at once get different ids, and none that was imported.

        Raises:
            Broken: The folder cannot be made.
        """
        runs = self.path / "runs"
        try:
            runs.mkdir(parents=True, exist_ok=True)
            taken = (int(match[1]) for path in runs.iterdir() if (match := RUN_ID.fullmatch(path.name)))
            number = max(self._highest_imported(), *taken, 0)
            while True:
                number += 1
                folder = RunFolder(runs / f"run_{number:04d}")
                try:
                    folder.path.mkdir()
                except FileExistsError:
                    continue
                (folder.path / "logs").mkdir()
                return folder
        except OSError as error:
            raise cannot_write(runs, error) from error

    def _highest_imported(self) -> int:
        """Return the largest number of an imported id like ours; the kept files bear it in their names."""
        if not self.imports.is_dir():
            return 0
        found = (_HIGHEST.search(path.name) for path in self.imports.iterdir())
        return max((int(match[1]) for match in found if match), default=0)


@dataclass(frozen=True, slots=True)
class Home:
    """`MLCLAW_HOME`."""

    path: Path

    @property
    def database(self) -> Path:
        """The index."""
        return self.path / "store.duckdb"

    def project(self, name: str) -> ProjectFolder:
        """Return a project's folder, which need not exist."""
        return ProjectFolder(self.path / "projects" / name)

    def projects(self) -> list[ProjectFolder]:
        """Return the projects on disk, by name."""
        folder = self.path / "projects"
        if not folder.is_dir():
            return []
        return [ProjectFolder(path) for path in sorted(folder.iterdir()) if (path / "project.json").is_file()]
