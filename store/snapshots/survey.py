"""Compare a folder with what our index remembers of it: what is unchanged, what has to be read, what is gone."""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field

from store.snapshots.git import GitFailed, Ours, outputs, records
from store.snapshots.listing import Listing

_SYSTEM = (b"/dev/", b"/proc/", b"/sys/", b"/etc/", b"/usr/", b"/bin/", b"/sbin/", b"/lib/", b"/lib64/", b"/run/")


@dataclass(slots=True)
class Survey:
    """A folder as it is now, against our index."""

    top: bytes
    listing: Listing
    same: dict[bytes, bytes] = field(default_factory=dict)
    """Path to `mode blob`: unchanged since our index saw it."""
    new: dict[bytes, os.stat_result] = field(default_factory=dict)
    """Files to read."""
    gone: list[bytes] = field(default_factory=list)
    """In our index, and no longer frozen."""


def survey(top: bytes, listing: Listing, ours: Ours | None, size_limit_bytes: int) -> Survey:
    """Sort a folder's files by whether they must be read; reads only.

    Args:
        top: The folder.
        listing: Its files.
        ours: Our repository with its index; None where nothing was frozen yet.
        size_limit_bytes: Larger files are linked.
    """
    known, touched = _remembered(ours)
    result = Survey(top, listing)
    for path in listing.files:
        if path in known and path not in touched:
            result.same[path] = known[path]
        elif (found := _look(top, path, listing, size_limit_bytes)) is not None:
            result.new[path] = found
    result.gone = [path for path in known if path not in result.same and path not in result.new]
    for path, entry in result.same.items():
        if entry.startswith(b"120000"):
            _follow(top, path, listing)
    return result


def _remembered(ours: Ours | None) -> tuple[dict[bytes, bytes], frozenset[bytes]]:
    """Return our index, path to `mode blob`, and the paths whose file differs from it."""
    if ours is None or ours.index is None or not ours.index.exists():
        return {}, frozenset()
    try:
        staged, touched = outputs(ours.run("ls-files", "--stage", "-z"), ours.run("diff-files", "--name-only", "-z"))
    except GitFailed:  # a cache of ours, cut off by a crash: everything is read
        return {}, frozenset()
    parts = (record.partition(b"\t") for record in records(staged))
    return {path: entry[:-2] for entry, _, path in parts}, frozenset(records(touched))


def _look(top: bytes, path: bytes, listing: Listing, size_limit_bytes: int) -> os.stat_result | None:
    """Return what is known of a file that is to be frozen; None where it is not, with the reason in the listing."""
    place = os.path.join(top, path)
    try:
        found = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        listing.left_out[path] = f"unreadable: {error.strerror}"
        return None
    if stat.S_ISDIR(found.st_mode) or _behind_a_symlink(path, listing):
        return None
    reason = _unfit(path, place, found)
    if reason:
        listing.left_out[path] = reason
        return None
    if stat.S_ISLNK(found.st_mode):
        _follow(top, path, listing)
    elif found.st_size > size_limit_bytes:
        listing.linked.add(path)
        return None
    return found


def _behind_a_symlink(path: bytes, listing: Listing) -> bool:
    while b"/" in path:
        path = path.rpartition(b"/")[0]
        if path in listing.files:
            return True
    return False


def _unfit(path: bytes, place: bytes, found: os.stat_result) -> str | None:
    """Say why a file cannot be frozen."""
    if stat.S_ISLNK(found.st_mode):
        return "a link in place of .gitmodules" if path.rpartition(b"/")[2].lower() == b".gitmodules" else None
    if not stat.S_ISREG(found.st_mode):
        return "neither file, folder nor link"
    if any(part.lower() == b".git" for part in path.split(b"/")):
        return "bears git's own name"
    owned = found.st_uid == os.geteuid() and found.st_mode & stat.S_IRUSR
    return None if owned or os.access(place, os.R_OK, effective_ids=True) else "unreadable: Permission denied"


def _follow(top: bytes, path: bytes, listing: Listing) -> None:
    """Note a symlink that leads out of the folder to data: what is there is not frozen.

    One that leads to a folder around this one, or into the system, stays a mere link.
    """
    place = os.path.join(top, path)
    try:
        target = os.readlink(place)
        leads_out = target.startswith(b"/") or os.path.normpath(os.path.join(path, b"..", target)).startswith(b"..")
        if not leads_out or not (os.path.isdir(place) or os.path.isfile(place)):
            return
    except OSError:
        return
    source = os.path.realpath(place)
    is_around = os.path.realpath(top).startswith(source.rstrip(b"/") + b"/") or source == os.path.realpath(top)
    if not is_around and not (source + b"/").startswith(_SYSTEM):
        listing.linked.add(path)


def digest_file(place: bytes, mode: int) -> bytes:
    """Return `mode blob` of a file as git would record its very bytes.

    Raises:
        OSError: It cannot be read.
    """
    if stat.S_ISLNK(mode):
        return b"120000 " + _digest(b"blob", os.readlink(place))
    with open(place, "rb") as file:
        content = file.read()
    return (b"100755 " if mode & stat.S_IXUSR else b"100644 ") + _digest(b"blob", content)


def tree_of(entries: Mapping[bytes, bytes]) -> str:
    """Return the digest of the git tree that holds these files, path to `mode blob`; nothing is written."""
    root: dict[bytes, object] = {}
    folders: dict[bytes, dict[bytes, object]] = {b"": root}
    for path, entry in entries.items():
        inside, _, name = path.rpartition(b"/")
        _tree_folder(folders, inside)[name] = entry
    return _tree(root).hex()


def _tree_folder(folders: dict[bytes, dict[bytes, object]], inside: bytes) -> dict[bytes, object]:
    found = folders.get(inside)
    if found is None:
        above, _, name = inside.rpartition(b"/")
        found = folders[inside] = {}
        _tree_folder(folders, above)[name] = found
    return found


def _tree(folder: dict[bytes, object]) -> bytes:
    lines = []
    for name, entry in folder.items():
        if isinstance(entry, dict):
            lines.append((name + b"/", b"40000 " + name + b"\0" + _tree(entry)))
        elif isinstance(entry, bytes):
            mode, _, blob = entry.partition(b" ")
            lines.append((name, mode + b" " + name + b"\0" + bytes.fromhex(blob.decode())))
    return bytes.fromhex(_digest(b"tree", b"".join(line for _, line in sorted(lines))).decode())


def _digest(kind: bytes, content: bytes) -> bytes:
    name = hashlib.sha1(kind + b" %d\0" % len(content), usedforsecurity=False)
    name.update(content)
    return name.hexdigest().encode()
