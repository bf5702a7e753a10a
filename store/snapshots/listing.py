"""Say which files of a folder belong to its code: as its own git sees it, and without git everything but caches."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contracts.errors import Broken
from store.snapshots import rules
from store.snapshots.git import Theirs, outputs, records

_ENVIRONMENT_MARKS = (b"pyvenv.cfg", b"conda-meta")
_LINKS_EACH = 20
"""More linked files than this in one folder without code are linked as that folder."""


@dataclass(slots=True)
class Listing:
    """The files of a folder, by what becomes of them. Paths are bytes, relative to the folder, with `/` between."""

    files: set[bytes] = field(default_factory=set)
    """To freeze; those of nested repositories too."""
    linked: set[bytes] = field(default_factory=set)
    folders: set[bytes] = field(default_factory=set)
    """To make empty: empty ones, and those of earlier outputs."""
    left_out: dict[bytes, str] = field(default_factory=dict)
    """Path to reason."""
    tracked: dict[bytes, bytes] = field(default_factory=dict)
    """What the folder's own git has in its index: path to `mode blob`."""
    absent: set[bytes] = field(default_factory=set)
    """Tracked, and absent by the rules of a sparse checkout."""
    nested: dict[bytes, "Listing"] = field(default_factory=dict)
    """Submodules and other repositories inside."""
    head: str | None = None
    is_repository: bool = False
    has_untracked: bool = False

    def take(self, inner: "Listing", prefix: bytes) -> None:
        """Take over what a nested repository holds."""
        for mine, its in ((self.files, inner.files), (self.linked, inner.linked), (self.folders, inner.folders)):
            mine.update(prefix + path for path in its)
        self.left_out.update((prefix + path, reason) for path, reason in inner.left_out.items())
        if inner.is_repository:
            self.nested[prefix.rstrip(b"/")] = inner
        else:
            self.nested.update((prefix + path, listing) for path, listing in inner.nested.items())


@dataclass(slots=True)
class _Folder:
    """What is known of a folder while its untracked files are judged."""

    is_never: bool
    output: bytes | None
    """The folder of outputs it lies in, or is."""
    files: int = 0
    size: int = 0
    programs: int = 0


def list_folder(root: Path, *, hidden: Iterable[Path] = ()) -> Listing:
    """Return the files of a folder.

    Args:
        root: The folder.
        hidden: Folders of ours that may lie inside; they are not looked at.

    Raises:
        Broken: The folder is not there, or its git cannot be read.
    """
    if not root.is_dir():
        raise Broken(f"Folder {str(root)!r} is not there. It was moved or removed. Say where the code is now.")
    top = os.fsencode(root)
    own = tuple(os.path.relpath(os.fsencode(path), top) for path in hidden if root in path.parents)
    theirs = Theirs(root)
    prefix = theirs.prefix()
    if prefix is None or (prefix and not theirs.ask("ls-files", "-z", "--", ".").output()):
        return _plain(top, own)
    return _repository(top, theirs, own)


def contents(top: bytes) -> Iterator[os.DirEntry[bytes]]:
    """Yield the files below a folder but caches, symlinks among them; a folder that cannot be read is passed over."""
    pending = [top]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                found = [entry for entry in entries if not rules.is_never(entry.name)]
        except OSError:
            continue
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            else:
                yield entry


def _repository(top: bytes, theirs: Theirs, own: tuple[bytes, ...]) -> Listing:
    """List a repository by its own index and its own ignore rules."""
    known, ignored, unknown = outputs(
        theirs.ask("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard"),
        theirs.ask("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"),
        theirs.ask("ls-files", "-z", "--others", "--exclude-standard", "--directory"),
    )
    listing = Listing(is_repository=True, head=theirs.head())
    untracked: list[bytes] = []
    nested: list[bytes] = []
    for record in records(known):
        tag, _, rest = record.partition(b" ")
        if tag == b"?":
            (nested if rest.endswith(b"/") else untracked).append(rest)
            continue
        place, _, path = rest.partition(b"\t")
        listing.tracked[path] = place[: place.rindex(b" ")]
        if place.startswith(b"160000"):
            nested.append(path + b"/")
        elif tag == b"S" and not os.path.lexists(os.path.join(top, path)):
            listing.absent.add(path)
        else:
            listing.files.add(path)
    _judge_untracked(top, listing, (path for path in untracked if not _below(path, own)))
    for path in nested:
        _enter(top, listing, path, own)
    _judge_ignored(top, listing, (path for path in records(ignored) if not _below(path, own)))
    for path in records(unknown):
        if path.endswith(b"/") and not rules.is_never(_name(path)):
            listing.folders.update(_empty_folders(top, path.rstrip(b"/")))
    _gather_links(listing)
    return listing


def _plain(top: bytes, own: tuple[bytes, ...]) -> Listing:
    """List a folder that no git knows."""
    listing = Listing()
    files: list[bytes] = []
    pending = [b""]
    while pending:
        inside = pending.pop()
        try:
            with os.scandir(os.path.join(top, inside)) as entries:
                found = [entry for entry in entries if not rules.is_never(entry.name)]
        except OSError as error:
            listing.left_out[inside] = f"unreadable: {error.strerror}"
            continue
        if not found and inside:
            listing.folders.add(inside.rstrip(b"/"))
        for entry in found:
            path = inside + entry.name
            if not entry.is_dir(follow_symlinks=False):
                files.append(path)
            elif _below(path, own) or _is_environment(os.path.join(top, path)):
                continue
            elif os.path.lexists(os.path.join(top, path, b".git")):
                _enter(top, listing, path + b"/", own)
            else:
                pending.append(path + b"/")
    _judge_untracked(top, listing, files)
    _gather_links(listing)
    return listing


def _enter(top: bytes, listing: Listing, path: bytes, own: tuple[bytes, ...]) -> None:
    """Take over a repository inside: a submodule, or one that nobody registered."""
    place = os.path.join(top, path.rstrip(b"/"))
    if (
        rules.is_never(_name(path))
        or _below(path.rstrip(b"/"), own)
        or os.path.islink(place)
        or not os.path.isdir(place)
    ):
        return
    inner_own = tuple(folder[len(path) :] for folder in own if folder.startswith(path))
    if not os.path.lexists(os.path.join(place, b".git")):
        inner = _plain(place, inner_own)
        if not inner.files:
            listing.folders.add(path.rstrip(b"/"))
    else:
        theirs = Theirs(Path(os.fsdecode(place)))
        inner = _plain(place, inner_own) if theirs.prefix() is None else _repository(place, theirs, inner_own)
    listing.take(inner, path)


def _judge_untracked(top: bytes, listing: Listing, paths: Iterable[bytes]) -> None:
    """Sort files that git would add, or that no git knows."""
    folders: dict[bytes, _Folder] = {}
    frozen: list[bytes] = []
    for path in paths:
        inside, _, name = path.rpartition(b"/")
        folder = folders.get(inside) or _folder(top, inside, folders)
        if folder.is_never or rules.is_never(name):
            continue
        try:
            found = os.lstat(os.path.join(top, path))
        except OSError:
            continue
        is_regular = stat.S_ISREG(found.st_mode)
        size = found.st_size if is_regular else 0
        verdict = rules.untracked_file(name, size, folder.output is not None) if is_regular else "freeze"
        listing.has_untracked = True
        if verdict == "output":
            listing.left_out[folder.output or path] = "earlier outputs"
            if folder.output:
                listing.folders.add(folder.output)
        elif verdict == "link":
            listing.linked.add(path)
        else:
            frozen.append(path)
            folder.files += 1
            folder.size += size
            folder.programs += rules.is_program(name)
    bulk = _bulk(folders, listing)
    listing.linked.update(bulk)
    listing.files.update(path for path in frozen if not _below(path, bulk))


def _folder(top: bytes, inside: bytes, folders: dict[bytes, _Folder]) -> _Folder:
    """Return what is known of a folder, looking at its parents first."""
    if not inside:
        return folders.setdefault(inside, _Folder(is_never=False, output=None))
    parent, _, name = inside.rpartition(b"/")
    above = folders.get(parent) or _folder(top, parent, folders)
    is_never = above.is_never or rules.is_never(name) or _is_environment(os.path.join(top, inside))
    output = above.output or (inside if rules.is_output(name) else None)
    return folders.setdefault(inside, _Folder(is_never=is_never, output=output))


def _bulk(folders: dict[bytes, _Folder], listing: Listing) -> tuple[bytes, ...]:
    """Return the topmost folders that are data: too much to freeze, and without code."""
    for inside in sorted(folders, key=len, reverse=True):
        if inside:
            above, below = folders[inside.rpartition(b"/")[0]], folders[inside]
            above.files, above.size = above.files + below.files, above.size + below.size
            above.programs += below.programs
    bulk: list[bytes] = []
    for inside in sorted(folders, key=len):
        folder = folders[inside]
        if not inside or folder.programs or not rules.is_bulk(folder.files, folder.size) or _below(inside, tuple(bulk)):
            continue
        if not any(path.startswith(inside + b"/") for path in listing.tracked):
            bulk.append(inside)
    return tuple(bulk)


def _judge_ignored(top: bytes, listing: Listing, paths: Iterable[bytes]) -> None:
    """Sort what git ignores: configuration is frozen, data linked, caches and earlier outputs stay away."""
    done = b"/"
    for path in paths:
        if any(rules.is_never(part) for part in path.split(b"/")) or path.startswith(done):
            continue
        if path.endswith(b"/"):
            done = path
            _judge_ignored_folder(top, listing, path.rstrip(b"/"))
        else:
            _judge_ignored_file(top, listing, path)


def _judge_ignored_folder(top: bytes, listing: Listing, path: bytes) -> None:
    place = os.path.join(top, path)
    if os.path.islink(place) or _is_environment(place):
        return
    found: list[os.DirEntry[bytes]] = []
    size = 0
    for entry in contents(place):
        found.append(entry)
        size += entry.stat(follow_symlinks=False).st_size
        if len(found) > rules.IGNORED_LIMIT_FILES or size > rules.IGNORED_LIMIT_BYTES:
            break
    verdict = rules.ignored_folder(_name(path), len(found), size)
    if not found or verdict == "output":
        listing.folders.add(path)
        if any(rules.is_weights(entry.name) for entry in found):
            listing.left_out[path] = "earlier outputs"
    elif verdict == "link":
        listing.linked.add(path)
    else:
        for entry in found:
            _judge_ignored_file(top, listing, os.path.relpath(entry.path, top))


def _judge_ignored_file(top: bytes, listing: Listing, path: bytes) -> None:
    try:
        found = os.lstat(os.path.join(top, path))
    except OSError:
        return
    if not stat.S_ISREG(found.st_mode):
        if stat.S_ISLNK(found.st_mode):
            listing.files.add(path)
        return
    verdict = rules.ignored_file(_name(path), found.st_size)
    if verdict == "freeze":
        listing.files.add(path)
    elif verdict == "link":
        listing.linked.add(path)


def _gather_links(listing: Listing) -> None:
    """Where a folder without code has many linked files, link the folder."""
    many = Counter(path.rpartition(b"/")[0] for path in listing.linked)
    for inside, count in many.items():
        prefix = inside + b"/"
        if inside and count > _LINKS_EACH:
            frozen = (path for path in listing.files if path.startswith(prefix))
            if not any(rules.is_program(path) for path in frozen):
                listing.linked = {path for path in listing.linked if not path.startswith(prefix)} | {inside}


def _name(path: bytes) -> bytes:
    return path.rstrip(b"/").rpartition(b"/")[2]


def _below(path: bytes, folders: Iterable[bytes]) -> bool:
    return any(path == folder or path.startswith(folder + b"/") for folder in folders)


def _is_environment(place: bytes) -> bool:
    return any(os.path.lexists(os.path.join(place, mark)) for mark in _ENVIRONMENT_MARKS)


def _empty_folders(top: bytes, path: bytes) -> Iterator[bytes]:
    """Yield the empty folders in a folder, or itself where it is empty; a repository inside is not looked into."""
    try:
        with os.scandir(os.path.join(top, path)) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return
    if not found:
        yield path
    elif (b".git", True) not in found and not _is_environment(os.path.join(top, path)):
        for name, is_folder in found:
            if is_folder and not rules.is_never(name):
                yield from _empty_folders(top, path + b"/" + name)
