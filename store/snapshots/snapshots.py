"""Freeze a folder as a commit of ours, and bring the very bytes back.

A commit's message carries what a git tree cannot: empty folders, what was linked with its fingerprint, what was left
out. So a snapshot needs nothing but its commit.
"""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.errors import Broken, NotReady, Refused, StoreBusy
from contracts.run import Snapshot
from store.files import cannot_write
from store.snapshots import rules
from store.snapshots.git import DiskFull, GitFailed, Ours, records, shown
from store.snapshots.links import Bringer, fingerprint
from store.snapshots.listing import Listing, list_folder
from store.snapshots.origin import is_dirty
from store.snapshots.patches import FileDiff, diff
from store.snapshots.storing import store_files
from store.snapshots.survey import Survey, digest_file, survey, tree_of

_WAIT_S = 300.0


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """What a checkout could not make exactly as it was."""

    warnings: tuple[str, ...]
    """For a person: data that changed, is gone, or is the user's own file behind a link."""
    exposed: tuple[Path, ...]
    """Folders and files of the user's that links in the checkout lead to; a runner keeps them read-only if it can."""


@dataclass(frozen=True, slots=True)
class _Remarks:
    """What a commit says beside its tree."""

    linked: dict[str, str]
    """Path to fingerprint; undecodable bytes as surrogates."""
    folders: tuple[str, ...]


class Snapshots:
    """The frozen code of a project.

    Args:
        bare: Our bare repository, `projects/<project>/snapshots.git`; made at the first freeze.
        size_limit_bytes: Larger files are linked, not frozen.
    """

    def __init__(self, bare: Path, *, size_limit_bytes: int = rules.FILE_LIMIT_BYTES) -> None:
        self._bare = bare.absolute()
        self._size_limit_bytes = size_limit_bytes

    def fingerprint(self, root: Path) -> str:
        """Return the digest of the code as it would be frozen now: the `tree` that `freeze` would record.

        It reads, and writes nothing anywhere.

        Raises:
            Broken: The folder or its git cannot be read.
        """
        root = root.absolute()
        ours = self._ours(root)
        state = survey(os.fsencode(root), self._list(root), ours if ours.exists else None, self._size_limit_bytes)
        entries = dict(state.same)
        for path, found in state.new.items():
            try:
                entries[path] = digest_file(os.path.join(state.top, path), found.st_mode)
            except OSError:  # gone or forbidden since it was looked at: `freeze` leaves it out too
                continue
        return tree_of(entries)

    def freeze(self, root: Path, *, label: str, reads: Iterable[str] = ()) -> Snapshot:
        """Freeze a folder; nothing in it is changed.

        Args:
            root: The folder.
            label: What the snapshot is for, a run's id.
            reads: Relative paths that the run reads: linked where the rules would leave them out.

        Raises:
            Broken: The folder cannot be read, or the disk is full.
            StoreBusy: Another process freezes for longer than we wait.
        """
        root = root.absolute()
        with self._alone():
            ours = self._ours(root)
            try:
                return self._freeze(ours, root, label, reads)
            except DiskFull:
                raise
            except GitFailed:
                if ours.index is None or not ours.index.exists():
                    raise
                ours.index.unlink()  # a cache of ours, cut off by a crash; made again from the folder
                return self._freeze(ours, root, label, reads)

    def checkout(self, commit: str, into: Path, *, root: Path | None = None) -> CheckedOut:
        """Write a snapshot's very bytes into an empty folder.

        Args:
            commit: The snapshot's.
            into: The folder; made where it is not there.
            root: The user's folder, to link data from; absent: what was linked stays away.

        Raises:
            NotReady: There is no such snapshot.
            Refused: The folder is not empty.
            Broken: It cannot be written.
        """
        remarks = self._remarks(commit)
        into = into.absolute()
        try:
            into.mkdir(parents=True, exist_ok=True)
            if any(into.iterdir()):
                raise Refused(
                    f"{str(into)!r} is not empty. A snapshot is checked out into an empty folder. Name another."
                )
            self._require_space(commit, into)
            with tempfile.TemporaryDirectory(prefix=".checkout-", dir=self._bare) as place:
                ours = Ours(self._bare, index=Path(place) / "index", work_tree=into)
                ours.run("read-tree", commit).output()
                ours.run("checkout-index", "--all").output()
            for folder in remarks.folders:
                (into / folder).mkdir(parents=True, exist_ok=True)
            return _bring(remarks.linked, root and root.absolute(), into)
        except OSError as error:
            raise cannot_write(into, error) from error

    def files(self, commit: str) -> dict[str, str]:
        """Return a snapshot's files, path to git's blob digest; bytes of a name that are no UTF-8 in hex."""
        return {shown(path): blob for path, blob in self._tree(commit).items()}

    def read(self, commit: str, path: str) -> bytes:
        """Return a file's bytes; of a symlink, its target.

        Raises:
            NotReady: The snapshot has no such file.
        """
        tree = self._tree(commit)
        blob = tree.get(os.fsencode(path)) or next((blob for name, blob in tree.items() if shown(name) == path), None)
        if blob is None:
            raise NotReady(f"Snapshot {commit[:12]!r} has no file {path!r}. It was not there then. List its files.")
        return Ours(self._bare).run("cat-file", "blob", blob).output()

    def diff(self, old: str, new: str) -> tuple[FileDiff, ...]:
        """Return what differs between two snapshots, by path."""
        for commit in (old, new):
            self._require(commit)
        return tuple(diff(Ours(self._bare), old, new))

    def _ours(self, root: Path) -> Ours:
        return Ours(self._bare, index=self._bare / f"index-{self._size_limit_bytes}", work_tree=root)

    def _list(self, root: Path) -> Listing:
        project = self._bare.parent
        home = project.parent.parent if project.parent.name == "projects" else project
        return list_folder(root, hidden=(home, project))

    def _freeze(self, ours: Ours, root: Path, label: str, reads: Iterable[str]) -> Snapshot:
        if not ours.exists:
            ours.make()
        listing = self._list(root)
        state = survey(os.fsencode(root), listing, ours, self._size_limit_bytes)
        _add_reads(state, reads)
        entries = {**state.same, **store_files(ours, state)}
        tree = ours.run("write-tree").output().decode().strip()
        linked = _fingerprints(state)
        snapshot = Snapshot(
            commit="",
            tree=tree,
            source_commit=listing.head,
            dirty=is_dirty(state.top, listing, entries),
            complete=not listing.left_out,
            left_out=tuple(f"{shown(path)} ({reason})" for path, reason in sorted(listing.left_out.items())),
            linked={shown(path): mark for path, mark in linked.items()},
            submodules=_submodules(state, entries),
            files=len(entries),
        )
        return snapshot.model_copy(update={"commit": self._commit(ours, snapshot, label, listing, linked)})

    def _commit(self, ours: Ours, snapshot: Snapshot, label: str, listing: Listing, linked: Mapping[bytes, str]) -> str:
        remarks = {
            **snapshot.model_dump(mode="json", exclude={"commit", "tree"}),
            "linked": {os.fsdecode(path): mark for path, mark in linked.items()},
            "folders": sorted(os.fsdecode(path) for path in listing.folders),
        }
        message = f"{' '.join(label.split())}\n\n{json.dumps(remarks)}\n"
        made = ours.run("commit-tree", snapshot.tree).output(message.encode("utf-8", "surrogateescape"))
        commit = made.decode().strip()
        ours.run("update-ref", f"refs/snapshots/{commit}", commit).output()
        return commit

    def _require(self, commit: str) -> None:
        ours = Ours(self._bare)
        if not ours.exists or not ours.run("cat-file", "-e", f"{commit}^{{commit}}").succeeds():
            raise NotReady(
                f"There is no snapshot {commit!r} in {str(self._bare)!r}. It was removed. Freeze the code again."
            )

    def _require_space(self, commit: str, into: Path) -> None:
        """See beforehand that a checkout fits: git says only which file it could not write."""
        listed = records(Ours(self._bare).run("ls-tree", "-r", "-l", "-z", commit).output())
        needed = sum(int(record.partition(b"\t")[0].split()[3]) for record in listed)
        free = shutil.disk_usage(into).free
        if needed > free:
            raise Broken(
                f"The disk of {str(into)!r} is full: the code needs {needed:,} bytes, and {free:,} are free. "
                "Nothing was checked out. Free some space and ask again."
            )

    def _tree(self, commit: str) -> dict[bytes, str]:
        self._require(commit)
        parts = (
            record.partition(b"\t") for record in records(Ours(self._bare).run("ls-tree", "-r", "-z", commit).output())
        )
        return {path: about.rpartition(b" ")[2].decode() for about, _, path in parts}

    def _remarks(self, commit: str) -> _Remarks:
        self._require(commit)
        text = Ours(self._bare).run("cat-file", "commit", commit).output()
        said: dict[str, Any] = json.loads(text.rstrip().rpartition(b"\n")[2])
        return _Remarks(linked=said["linked"], folders=tuple(said["folders"]))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock on our index; what a killed process left locked is freed."""
        try:
            self._bare.mkdir(parents=True, exist_ok=True)
            with (self._bare / "freeze.lock").open("wb") as lock:
                _lock(lock.fileno(), self._bare)
                for stale in self._bare.glob("index-*.lock"):
                    stale.unlink(missing_ok=True)
                yield
        except OSError as error:
            raise cannot_write(self._bare, error) from error


def _lock(handle: int, bare: Path) -> None:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StoreBusy(
                    f"Another process has been freezing into {str(bare)!r} for {_WAIT_S:.0f} s. "
                    "It is at a very large folder, or stuck. Wait for it, or end it."
                ) from None
            time.sleep(0.05)
        else:
            return


def _add_reads(state: Survey, reads: Iterable[str]) -> None:
    """Link what the run reads and nothing else brings."""
    listing = state.listing
    brought = {*state.same, *state.new, *listing.linked}
    for name in reads:
        path = os.path.normpath(os.fsencode(name))
        place = os.path.join(state.top, path)
        if path.startswith((b"/", b"..")) or path == b"." or not os.path.exists(place):
            continue
        if not any(
            known == path or path.startswith(known + b"/") or known.startswith(path + b"/") for known in brought
        ):
            listing.linked.add(path)
            listing.left_out.pop(path, None)


def _fingerprints(state: Survey) -> dict[bytes, str]:
    """Return what is linked, path to fingerprint; what cannot be looked at is left out."""
    marks = {}
    for path in sorted(state.listing.linked):
        try:
            marks[path] = fingerprint(os.path.join(state.top, path))
        except OSError as error:
            state.listing.left_out[path] = f"unreadable: {error.strerror}"
    return marks


def _submodules(state: Survey, entries: Mapping[bytes, bytes]) -> dict[str, str]:
    """Return the repositories inside, path to commit; with `+` where their files are not that commit's."""
    found = {}
    for path, listing in sorted(state.listing.nested.items()):
        prefix = path + b"/"
        within = {name[len(prefix) :]: entry for name, entry in entries.items() if name.startswith(prefix)}
        changed = "+" if is_dirty(os.path.join(state.top, path), listing, within) else ""
        found[shown(path)] = f"{listing.head or 'no commit'}{changed}"
    return found


def _bring(linked: Mapping[str, str], root: Path | None, into: Path) -> CheckedOut:
    """Bring what was linked, and say what is not as it was."""
    warnings: list[str] = []
    exposed: list[Path] = []
    for path, mark in linked.items():
        name = shown(os.fsencode(path))
        source = None if root is None else root / path
        if source is None or not source.exists():
            warnings.append(f"{name!r} is not there: it was linked, not frozen, and its source is gone or not given.")
            continue
        try:
            is_same = fingerprint(os.fsencode(source)) == mark
        except OSError as error:
            warnings.append(f"{name!r} cannot be read: {error.strerror}. It was linked, not frozen.")
            continue
        if not is_same:
            warnings.append(f"{name!r} has changed since it was frozen: it was linked, and is read as it is now.")
        bringer = Bringer()
        bringer.bring(os.fsencode(source), os.fsencode(into / path))
        if bringer.exposed:
            exposed.append(Path(os.path.realpath(source)))
            warnings.append(
                f"{name!r} leads to {str(exposed[-1])!r}: a program that overwrites a file there changes yours."
            )
    return CheckedOut(warnings=tuple(warnings), exposed=tuple(exposed))
