"""Put the files that must be read into our repository and its index."""

import os
from collections.abc import Iterable, Mapping

from store.snapshots.git import DiskFull, GitFailed, Ours, records
from store.snapshots.survey import Survey, digest_file

_ROUNDS = 3
"""How often a file that changes while it is read is read again."""
_MANY_FILES = 200
"""With more files to store, they go into one pack instead of a file each."""


def store_files(ours: Ours, state: Survey) -> dict[bytes, bytes]:
    """Put the files that must be read into the index, and return them as path to `mode blob`."""
    if state.gone:
        ours.run("update-index", "-z", "--force-remove", "--stdin").output(_list_of(state.gone))
    waiting = dict(state.new)
    for _ in range(_ROUNDS):
        if not waiting:
            break
        _add(ours, state, waiting)
        waiting = _changed(state, waiting)
    state.listing.left_out.update((path, "was changing while it was read") for path in waiting)
    if not state.new:
        return {}
    named = state.new if len(state.new) < _MANY_FILES else ()
    listed = ours.run("ls-files", "--stage", "-z", "--", *named).output()
    parts = (record.partition(b"\t") for record in records(listed))
    return {path: entry[:-2] for entry, _, path in parts if path in state.new}


def _add(ours: Ours, state: Survey, waiting: dict[bytes, os.stat_result]) -> None:
    many = ("core.bigFileThreshold=1", "pack.compression=1") if len(waiting) > _MANY_FILES else ()
    writer = Ours(ours.folder, ours.index, ours.work_tree, settings=many)
    command = ("update-index", "-z", "--add", "--remove", "--replace", "--stdin")
    try:
        writer.run(*command).output(_list_of(waiting))
    except DiskFull:
        raise
    except GitFailed:
        if not _leave_out_unreadable(state, waiting):
            raise
        writer.run(*command).output(_list_of(waiting))


def _leave_out_unreadable(state: Survey, waiting: dict[bytes, os.stat_result]) -> bool:
    """Take the files that cannot be read out of the list; whether there was one."""
    bad: dict[bytes, str] = {}
    for path, found in waiting.items():
        try:
            digest_file(os.path.join(state.top, path), found.st_mode)
        except OSError as error:
            bad[path] = f"unreadable: {error.strerror}"
    for path, reason in bad.items():
        state.listing.left_out[path] = reason
        waiting.pop(path)
        state.new.pop(path)
    return bool(bad)


def _changed(state: Survey, read: Mapping[bytes, os.stat_result]) -> dict[bytes, os.stat_result]:
    """Return the files that are no longer as they were before they were read."""
    changed = {}
    for path, before in read.items():
        try:
            now = os.lstat(os.path.join(state.top, path))
        except OSError:
            continue
        if (now.st_mtime_ns, now.st_size, now.st_ino) != (before.st_mtime_ns, before.st_size, before.st_ino):
            changed[path] = now
    return changed


def _list_of(paths: Iterable[bytes]) -> bytes:
    return b"".join(path + b"\0" for path in paths)
