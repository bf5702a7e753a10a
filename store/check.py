"""Say whether the index can be read, and whether it agrees with the files on disk."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import duckdb

from contracts.errors import BadFile, NotReady, StoreDamaged
from contracts.names import ENDED
from contracts.run import RunContract
from store.database import is_outdated, opened
from store.folders import Home, ProjectFolder, RunFolder
from store.histories import BadLine, kept, read_kept
from store.rebuild import has_runs, project_folders
from store.sql_guard import VIEWS
from store.statements import run_sql


class _Indexed(NamedTuple):
    """A run in the index."""

    status: str | None
    points: int
    history: str | None
    """Digest of the imported line; absent for a run of our own."""


@dataclass(slots=True)
class Checked:
    """What a check found."""

    database: Path
    runs: int = 0
    """In the index."""
    problems: list[str] = field(default_factory=list)
    """A sentence each."""
    notes: list[str] = field(default_factory=list)
    """What is no problem."""

    @property
    def ok(self) -> bool:
        """Whether the index can be read and agrees with the files."""
        return not self.problems

    def text(self) -> str:
        """Return the report for a person."""
        head = f"The index {str(self.database)!r} is sound: {self.runs} runs." if self.ok else "The index has problems:"
        advice = [] if self.ok else ["Run `mlclaw store rebuild`: it makes the index again from the files."]
        return "\n".join([head, *(f"- {each}" for each in self.problems + self.notes), *advice])


def check_index(home: Home) -> Checked:
    """Check the index of a home; the caller holds the lock.

    Raises:
        StoreBusy: A program that does not know our lock has it open.
    """
    report = Checked(home.database)
    if not home.database.exists():
        if has_runs(home):
            report.problems.append("There is no index, though there are runs. The next use makes it.")
        else:
            report.notes.append("Nothing is recorded yet.")
        return report
    try:
        with opened(home.database, write=False) as connection:
            if is_outdated(connection, home.database):
                report.notes.append("Its schema is of an older version; the next use brings it up to date.")
            else:
                _read_all(connection)
                _compare(home, connection, report)
    except (StoreDamaged, duckdb.Error) as error:
        report.problems.append(str(error))
    return report


def _read_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every block of every table, so that a changed byte shows, and ask every view."""
    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core'").fetchall():
        connection.table(f"core.{table}").aggregate(f"bit_xor(hash({table}))").fetchall()
    for view in VIEWS:
        connection.view(view).limit(1).fetchall()


def _compare(home: Home, connection: duckdb.DuckDBPyConnection, report: Checked) -> None:
    indexed: dict[str, dict[str, _Indexed]] = {}
    for project, run_id, *known in run_sql(connection, "indexed_runs"):
        indexed.setdefault(project, {})[run_id] = _Indexed(*known)
        report.runs += 1
    folders = {project.name: project for project in project_folders(home)}
    for name in sorted(folders.keys() | indexed.keys()):
        theirs = indexed.get(name, {})
        project = folders.get(name, home.project(name))
        _compare_runs(project, theirs, report)
        _compare_histories(project, theirs, report)


def _compare_runs(project: ProjectFolder, indexed: dict[str, _Indexed], report: Checked) -> None:
    missing = {run_id for run_id, run in indexed.items() if run.history is None}
    for folder in project.runs():
        missing.discard(folder.name)
        problem = _compare_run(folder, indexed.get(folder.name))
        if problem:
            report.problems.append(f"{project.name} {folder.name}: {problem}")
    report.problems += [f"{project.name} {run_id}: it is in the index, but not on disk." for run_id in sorted(missing)]


def _compare_run(folder: RunFolder, indexed: _Indexed | None) -> str | None:
    """Return what is wrong with a run; None where nothing is."""
    try:
        contract = folder.require(RunContract)
    except NotReady:
        return None  # being prepared, or given up before it began
    except BadFile as error:
        return str(error)
    if indexed is None:
        return "it is on disk, but not in the index."
    if indexed.status != contract.status:
        return f"it is {contract.status} on disk and {indexed.status} in the index."
    if contract.status in ENDED:
        on_disk = folder.metrics.read_bytes().count(b"\n") if folder.metrics.exists() else None
        if on_disk is None:
            return "its metrics.jsonl is gone, though it has ended."
        if on_disk != indexed.points:
            return f"it has {on_disk} points on disk and {indexed.points} in the index."
    return None


def _compare_histories(project: ProjectFolder, indexed: dict[str, _Indexed], report: Checked) -> None:
    digests: dict[str, str] = {}
    for file in kept(project):
        for found in read_kept(file.path):
            if isinstance(found, BadLine):
                report.problems.append(f"{found.path}, line {found.number}: {found.reason}.")
            else:
                digests[found.record.run_id] = found.digest
    theirs = {run_id: run.history for run_id, run in indexed.items()}
    differing = [run_id for run_id, digest in digests.items() if theirs.get(run_id, "") not in (digest, None)]
    lost = [run_id for run_id, history in theirs.items() if history and run_id not in digests]
    for run_ids, says in ((differing, "not as their files say"), (lost, "in no file")):
        if run_ids:
            names = ", ".join(sorted(run_ids)[:5]) + (", …" if len(run_ids) > 5 else "")
            report.problems.append(f"{project.name}: {len(run_ids)} imported runs are {says}: {names}.")
