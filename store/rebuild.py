"""Make the index anew from the files: runs of our own, then the histories that were brought in.

The new index is written beside the old one and takes its place by a rename. An old one that could not be opened is kept
as `store.duckdb.damaged`, in place of the one kept before: nothing in it is needed, but it may show what happened.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from contracts.errors import BadFile, Broken, NotReady, StoreDamaged
from contracts.names import ENDED
from contracts.record import RunRecord
from store.database import is_outdated, migrate, opened, transaction
from store.files import cannot_write
from store.folders import Home, ProjectFolder
from store.histories import BadLine, History, kept, read_kept
from store.measuring import Batch, append_points, refresh_finals
from store.points import read_points, read_samples
from store.records import RecordReader, names_of
from store.session import Session
from store.writing import append_rows, put_records


@dataclass(slots=True)
class Rebuilt:
    """What became of the runs."""

    runs: int = 0
    """Runs of our own in the new index."""
    brought: int = 0
    """Runs from elsewhere."""
    problems: list[str] = field(default_factory=list)
    """What could not be read, a sentence each."""

    @property
    def ok(self) -> bool:
        """Whether everything could be read."""
        return not self.problems

    def text(self) -> str:
        """Return the report for a person."""
        lines = [f"The index was made again from the files: {self.runs} runs of its own, {self.brought} imported."]
        if self.problems:
            lines += [
                "What could not be read was left out, and stays as it is:",
                *(f"- {each}" for each in self.problems),
            ]
        return "\n".join(lines)


def has_runs(home: Home) -> bool:
    """Return whether there is anything on disk to make an index from."""
    return any(next(project.runs(), None) or kept(project) for project in project_folders(home))


def project_folders(home: Home) -> Iterator[ProjectFolder]:
    """Yield every folder of a project, by name, with or without a project.json."""
    folder = home.path / "projects"
    if folder.is_dir():
        yield from (ProjectFolder(path) for path in sorted(folder.iterdir()) if path.is_dir())


def rebuild_index(home: Home, *, wait_s: float) -> Rebuilt:
    """Make the index anew; the caller holds the lock.

    Args:
        home: Where everything lies.
        wait_s: How long to wait for a program that does not know our lock.

    Raises:
        StoreBusy: Such a program has the old index open.
        Broken: The disk is full or read-only.
    """
    report = Rebuilt()
    new = home.database.with_name(home.database.name + ".new")
    try:
        is_sound = _is_sound(home.database, wait_s)
        _remove(new)
        with opened(new, write=True) as connection:
            migrate(connection)
            with transaction(connection):
                for project in project_folders(home):
                    _index(project, connection, report)
        _replace(home.database, new, keep_old=not is_sound)
    except OSError as error:
        raise cannot_write(home.database, error) from error
    finally:
        _remove(new)
    return report


def _index(project: ProjectFolder, connection: duckdb.DuckDBPyConnection, report: Rebuilt) -> None:
    try:
        _index_runs(project, connection, report)
        session = Session(connection, None, writes=True)
        for file in kept(project):
            brought = session.put_histories(_read_histories(file.path, report))
            report.brought += brought.new
            report.problems += [f"{file.path}: {run_id!r} is a run of our own." for run_id in brought.taken]
    except OSError as error:
        report.problems.append(f"{project.path}: {error.strerror}.")


def _index_runs(project: ProjectFolder, connection: duckdb.DuckDBPyConnection, report: Rebuilt) -> None:
    """Index runs of our own; the logs of those that have not ended are read from the beginning at the next look."""
    records = list(_read_records(project, report))
    numbers, _ = put_records(connection, records, {})
    ended = {record.run_id: numbers[project.name, record.run_id] for record in records if record.status in ENDED}
    unread: set[str] = set()
    append_points(connection, _read_points(project, ended, unread, report))
    refresh_finals(connection, list(numbers.values()), points=True)
    append_rows(connection, "core.sample", _sample_rows(project, ended, report))
    read = {run_id: number for run_id, number in ended.items() if run_id not in unread}
    append_rows(connection, "core.cursor", _cursor_rows(project, read))
    report.runs += len(records)


def _read_records(project: ProjectFolder, report: Rebuilt) -> Iterator[RunRecord]:
    try:
        names = names_of(project)
    except BadFile as error:
        names = {}
        report.problems.append(str(error))
    reader = RecordReader(project, names)
    for folder in project.runs():
        try:
            yield reader.read(folder)
        except NotReady:
            continue  # being prepared, or given up before it began
        except Broken as error:
            report.problems.append(f"{folder.name}: {error}")


def _read_points(project: ProjectFolder, numbers: dict[str, int], unread: set[str], report: Rebuilt) -> Iterator[Batch]:
    for run_id, number in numbers.items():
        try:
            yield number, read_points(project.run(run_id).metrics)
        except BadFile as error:
            unread.add(run_id)
            report.problems.append(f"{run_id}: {error}")


def _sample_rows(project: ProjectFolder, numbers: dict[str, int], report: Rebuilt) -> Iterator[tuple[object, ...]]:
    for run_id, number in numbers.items():
        try:
            yield from ((number, *sample) for sample in read_samples(project.run(run_id).samples))
        except BadFile as error:
            report.problems.append(f"{run_id}: {error}")


def _cursor_rows(project: ProjectFolder, numbers: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """Yield the ends of the logs: their points are there, and are not to be read twice."""
    for run_id, number in numbers.items():
        folder = project.run(run_id)
        for log in (folder.stdout, folder.stderr):
            if log.exists():
                yield number, f"logs/{log.name}", log.stat().st_size, ""


def _read_histories(path: Path, report: Rebuilt) -> Iterator[History]:
    for found in read_kept(path):
        if isinstance(found, BadLine):
            report.problems.append(f"{found.path}, line {found.number}: {found.reason}.")
        else:
            yield found


def _is_sound(database: Path, wait_s: float) -> bool:
    if not database.exists():
        return True
    try:
        with opened(database, write=False, wait_s=wait_s) as connection:
            is_outdated(connection, database)
    except StoreDamaged:
        return False
    return True


def _replace(database: Path, new: Path, *, keep_old: bool) -> None:
    """Put the new index in place. Killed in between, there is none, and the next session makes it again."""
    if keep_old:
        database.replace(database.with_name(database.name + ".damaged"))
    _remove(database)
    new.replace(database)
    folder = os.open(database.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(database: Path) -> None:
    """Remove a database, then its write-ahead log, which would be taken for the next one's."""
    database.unlink(missing_ok=True)
    for log in database.parent.glob(f"{database.name}.wal*"):
        log.unlink()
