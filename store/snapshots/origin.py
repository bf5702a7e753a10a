"""Say how a folder stands to the commit its git has checked out; asks, and starts no filter."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from store.snapshots.git import Theirs
from store.snapshots.listing import Listing

_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_MOST_COMPARED = 2_000
"""With more files that differ from the user's index, it is not asked whether only line ends do."""
_READ_LIMIT_BYTES = 64 * 2**20


def is_dirty(top: bytes, listing: Listing, frozen: Mapping[bytes, bytes]) -> bool | None:
    """Whether a folder differs from the commit its git has checked out; None where it has none.

    Line ends that git converts and content that LFS replaces by a pointer are no difference.

    Args:
        top: The folder.
        listing: Its files.
        frozen: Path, relative to this folder, to `mode blob` of the bytes that are there now.
    """
    if not listing.is_repository or listing.head is None:
        return None
    theirs = Theirs(Path(os.fsdecode(top)))
    staged = ("diff-index", "--cached", "--quiet", "--no-ext-diff", "--ignore-submodules=none", "HEAD", "--", ".")
    if listing.has_untracked or not theirs.ask(*staged).is_true() or _has_dirty_nested(top, listing, frozen):
        return True
    if listing.tracked.items() <= frozen.items():
        return False
    differing = {
        path: entry
        for path, entry in listing.tracked.items()
        if frozen.get(path) != entry and path not in listing.absent and not entry.startswith(b"160000")
    }
    return len(differing) > _MOST_COMPARED or not _says_the_same(top, theirs, differing, frozen)


def _has_dirty_nested(top: bytes, listing: Listing, frozen: Mapping[bytes, bytes]) -> bool:
    for path, inner in listing.nested.items():
        if listing.tracked.get(path) != b"160000 " + (inner.head or "").encode():
            return True
        prefix = path + b"/"
        within = {name[len(prefix) :]: entry for name, entry in frozen.items() if name.startswith(prefix)}
        if is_dirty(os.path.join(top, path), inner, within):
            return True
    return False


def _says_the_same(top: bytes, theirs: Theirs, differing: Mapping[bytes, bytes], frozen: Mapping[bytes, bytes]) -> bool:
    """Whether all these files are what the user's index holds, but for line ends, LFS and modes that git ignores."""
    if not differing:
        return True
    has_modes = theirs.ask("config", "--type=bool", "--default=true", "core.fileMode").output().strip() == b"true"
    for (path, entry), blob in zip(differing.items(), _blobs(theirs, differing.values()), strict=True):
        mode, now = entry[:6], frozen.get(path, entry)[:6]
        if mode != now and (has_modes or b"120000" in (mode, now)):
            return False
        if blob is None or not _is_file_of(blob, os.path.join(top, path)):
            return False
    return True


def _blobs(theirs: Theirs, entries: Iterable[bytes]) -> Iterator[bytes | None]:
    """Yield what the user's git stored for each `mode blob`; None where it is not there."""
    wanted = [entry[7:] for entry in entries]
    answer = theirs.ask("cat-file", "--batch").output(b"\n".join(wanted) + b"\n")
    place = 0
    for _ in wanted:
        end = answer.index(b"\n", place)
        size, place = answer[place:end].rpartition(b" ")[2], end + 1
        if not size.isdigit():
            yield None
            continue
        yield answer[place : place + int(size)]
        place += int(size) + 1


def _is_file_of(blob: bytes, place: bytes) -> bool:
    """Whether a file is what git would check out for a blob."""
    try:
        if os.path.islink(place):
            return os.readlink(place) == blob
        if os.path.getsize(place) > _READ_LIMIT_BYTES:
            return blob.startswith(_LFS_POINTER) and b"\nsize %d\n" % os.path.getsize(place) in blob
        with open(place, "rb") as file:
            content = file.read()
    except OSError:
        return False
    if blob.startswith(_LFS_POINTER) and blob != content:
        return b"\noid sha256:%s\n" % hashlib.sha256(content).hexdigest().encode() in blob
    return content.replace(b"\r\n", b"\n") == blob.replace(b"\r\n", b"\n")
