"""The facade of the record: open the index for a moment, check it, make it again from the files."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

import duckdb

from contracts.errors import StoreBusy
from store.check import Checked, check_index
from store.database import is_outdated, migrate, opened, transaction
from store.files import cannot_write
from store.folders import Home
from store.histories import Brought, History, keep
from store.lock import locked
from store.rebuild import Rebuilt, has_runs, rebuild_index
from store.rows import ANY, Cursor, RunSummary, Sample, Table
from store.session import Session

__all__ = ["ANY", "Cursor", "History", "RunSummary", "Sample", "Session", "Store", "Table"]


class Store:
    """The record under one `MLCLAW_HOME`."""

    def __init__(self, home: Home, *, who: str = "mlclaw", wait_s: float = 10.0) -> None:
        """Remember where the record is; nothing is opened.

        Args:
            home: Where everything lies.
            who: What this process is, for the message others get while they wait for it.
            wait_s: How long to wait for other processes.
        """
        self.home = home
        self._who = who
        self._wait_s = wait_s

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """Open the index for some milliseconds.

        An index that is missing is made from the files first, and one of an older version is brought up to date; but on
        a home that has no runs, reading makes no file and finds nothing.

        Args:
            write: Whether it may be changed. All that is done is one transaction: it is kept if the block ends well,
                and undone if it raises.

        Raises:
            StoreBusy: Other processes held it for too long; the message names them.
            StoreDamaged: It cannot be read; `mlclaw store rebuild` makes it again.
            Broken: The disk is full or read-only.
        """
        database = self.home.database
        if write:
            with self._writing() as connection, transaction(connection):
                yield Session(connection, database, writes=True)
        elif database.exists() or has_runs(self.home):
            with self._reading() as connection:
                yield Session(connection, database)
        else:
            with opened(None, write=False) as connection:
                yield Session(connection, None)

    def bring(self, histories: Iterable[History]) -> Brought:
        """Take in runs from elsewhere: keep them in files, and put them into the index, all at once or none.

        A run that is the same as before is left alone; bringing the same runs twice changes nothing.

        Raises:
            StoreBusy: Other processes held the index for too long.
            StoreDamaged: It cannot be read.
            Broken: The disk is full or read-only.
        """
        with self.session(write=True) as session:
            brought = session.put_histories(histories)
            changed: dict[str, list[History]] = {}
            for each in brought.changed:
                changed.setdefault(each.record.project, []).append(each)
            for project, theirs in changed.items():
                keep(self.home.project(project), theirs)
        return brought

    def check(self) -> Checked:
        """Say whether the index can be read and agrees with the files. Changes nothing.

        Raises:
            StoreBusy: Other processes held the index for too long.
        """
        if not self.home.database.exists():
            return check_index(self.home)
        with self._locked(exclusive=False):
            return check_index(self.home)

    def rebuild(self) -> Rebuilt:
        """Make the index anew from the files, in place of the one there is.

        Files that cannot be read are reported by name and left out; they stay as they are.

        Raises:
            StoreBusy: Other processes held the index for too long.
            Broken: The disk is full or read-only.
        """
        self._make_home()
        with self._locked(exclusive=True):
            return rebuild_index(self.home, wait_s=self._wait_s)

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold an index that is there and up to date, alone."""
        database = self.home.database
        self._make_home()
        with self._locked(exclusive=True):
            if not database.exists():
                rebuild_index(self.home, wait_s=self._wait_s)
            with opened(database, write=True, wait_s=self._wait_s) as connection:
                if is_outdated(connection, database):
                    migrate(connection)
                yield connection

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold an index that is there and up to date, beside other readers."""
        database = self.home.database
        for _ in range(3):
            with self._locked(exclusive=False):
                if database.exists():
                    with opened(database, write=False, wait_s=self._wait_s) as connection:
                        if not is_outdated(connection, database):
                            yield connection
                            return
            with self._writing():
                pass  # made, or brought up to date
        raise StoreBusy(
            f"{str(database)!r} is removed again and again. Another program does that. End it and try again."
        )

    def _locked(self, *, exclusive: bool) -> AbstractContextManager[None]:
        return locked(self.home.database, exclusive=exclusive, who=self._who, wait_s=self._wait_s)

    def _make_home(self) -> None:
        try:
            self.home.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.home.path, error) from error
