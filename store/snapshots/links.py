"""Bring data that is not frozen into a run's folder without putting the user's own files at risk.

A program may write wherever it reads, so what it finds must not be the user's file. Without root there is no read-only
view of a folder, so each file comes in the first of these ways that fits:

1. shared blocks (a reflink), where the file system has them: as cheap as a link, and writing gives the run its own;
2. a copy, where the folder is small, or the file may be a model, which programs overwrite in place;
3. a symbolic link to the file, inside real folders of the run: new files, renames and deletions stay in the run, and
   only overwriting a file in place would reach the user's;
4. one symbolic link to a folder, where it has too many files to link one by one.

Ways 3 and 4 are reported, so that a runner can close them (a read-only mount) and the user knows where none could.
"""

import fcntl
import hashlib
import os
import shutil
import stat
from dataclasses import dataclass

from store.snapshots import rules
from store.snapshots.listing import contents

COPY_LIMIT_BYTES = 64 * 2**20
COPY_LIMIT_FILES = 2_000
"""A folder below both is copied."""
_WEIGHTS_LIMIT_BYTES = 2**30
_LINK_LIMIT_FILES = 50_000
_LOOK_LIMIT_FILES = 200_000
_READ_LIMIT_BYTES = 16 * 2**20
_FICLONE = 0x40049409


def fingerprint(place: bytes) -> str:
    """Return what tells a change of a linked file or folder.

    Returns:
        `sha256:…` over names and content where it is small, else `stat:…` over names, sizes and times, or `part:…` over
        those of the first files alone where there are very many. A file that may hold a credential is never read.

    Raises:
        OSError: It is not there.
    """
    place = os.path.realpath(place)
    found = os.stat(place)
    if not stat.S_ISDIR(found.st_mode):
        is_read = found.st_size <= _READ_LIMIT_BYTES and not rules.is_secret(os.path.basename(place))
        return f"sha256:{_content(place)}" if is_read else f"stat:{_digest(b'', found)}"
    files, size = _measure(place)
    is_read = size <= _READ_LIMIT_BYTES and files <= COPY_LIMIT_FILES
    kind = "sha256" if is_read else "stat"
    total = 0
    for number, entry in enumerate(contents(place)):
        if number == _LOOK_LIMIT_FILES:
            kind = "part"
            break
        name = os.path.relpath(entry.path, place)
        if is_read and entry.is_file(follow_symlinks=False) and os.access(entry.path, os.R_OK):
            one = hashlib.sha256(name + b"\0" + _content(entry.path).encode()).hexdigest()
        else:
            one = _digest(name, entry.stat(follow_symlinks=False))
        total += int(one, 16)
    return f"{kind}:{total % 2**256:064x}"


@dataclass(slots=True)
class Bringer:
    """Brings one linked file or folder into a run's folder; what is there already stays."""

    copies_all: bool = False
    links_folders: bool = False
    has_reflinks: bool = True
    exposed: bool = False
    """Whether a symbolic link to the user's own file or folder was made."""

    def bring(self, source: bytes, target: bytes) -> None:
        """Make what is at `source` readable at `target`.

        Raises:
            OSError: It is not there, or the disk is full.
        """
        if os.path.islink(target):
            os.unlink(target)
        source = os.path.realpath(source)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.isdir(source):
            self.copies_all = os.path.getsize(source) <= COPY_LIMIT_BYTES
            self._file(source, target)
            return
        if os.path.realpath(target).startswith(source.rstrip(b"/") + b"/"):  # never a folder into itself
            self._link(source, target)
            return
        files, size = _measure(source)
        self.copies_all = files <= COPY_LIMIT_FILES and size <= COPY_LIMIT_BYTES
        self.links_folders = files > _LINK_LIMIT_FILES
        self._folder(source, target)

    def _folder(self, source: bytes, target: bytes) -> None:
        if self.links_folders and not os.path.lexists(target):
            self._link(source, target)
            return
        os.makedirs(target, exist_ok=True)
        with os.scandir(source) as entries:
            for entry in entries:
                place = os.path.join(target, entry.name)
                if rules.is_never(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    self._folder(entry.path, place)
                elif not os.path.lexists(place):
                    self._file(entry.path, place)

    def _file(self, source: bytes, target: bytes) -> None:
        found = os.lstat(source)
        if stat.S_ISLNK(found.st_mode):
            text = os.readlink(source)
            os.symlink(text if text.startswith(b"/") else os.path.realpath(source), target)
            self.exposed = True
        elif not stat.S_ISREG(found.st_mode):
            return
        elif rules.is_secret(os.path.basename(source)):
            self._link(source, target)
        elif self.copies_all or (rules.is_weights(source) and found.st_size <= _WEIGHTS_LIMIT_BYTES):
            self._copy(source, target)
        elif not self._reflink(source, target):
            self._link(source, target)

    def _link(self, source: bytes, target: bytes) -> None:
        os.symlink(source, target)
        self.exposed = True

    def _copy(self, source: bytes, target: bytes) -> None:
        if not self._reflink(source, target):
            try:
                shutil.copyfile(source, target)
            except PermissionError:  # not readable for us: nor for the run, which shall say so itself
                self._link(source, target)
                return
            shutil.copystat(source, target)

    def _reflink(self, source: bytes, target: bytes) -> bool:
        """Share the file's blocks where the file system can; whether it could."""
        if not self.has_reflinks:
            return False
        try:
            with open(source, "rb") as old, open(target, "xb") as new:
                fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
        except OSError:
            self.has_reflinks = False
            if os.path.lexists(target):
                os.unlink(target)
            return False
        shutil.copystat(source, target)
        return True


def _measure(place: bytes) -> tuple[int, int]:
    """Return the number of files below a folder and their bytes; counting ends where neither limit is in question."""
    files = size = 0
    for entry in contents(place):
        files += 1
        size += entry.stat(follow_symlinks=False).st_size
        if files > _LINK_LIMIT_FILES:
            break
    return files, size


def _content(place: bytes) -> str:
    with open(place, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(name: bytes, found: os.stat_result) -> str:
    return hashlib.sha256(b"%s\0%d\0%d" % (name, found.st_size, found.st_mtime_ns)).hexdigest()
