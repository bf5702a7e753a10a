"""The files of a repository: found without following links out of it, read within bounds, summed up in a digest."""

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from contracts.repo import Finding, Place
from skills.analyze.plain import plain

MOST_BYTES = 2_000_000
"""A text file above this size is data, not code."""
MOST_FILES = 50_000
"""Files that are looked at; a folder with more is cut off there."""

_MOST_TEXT = 300_000
"""A `.json` or `.txt` above this size is data."""
_MOST_ALIKE = 300
"""Files of one ending in one folder; more of them are data."""
_TEXTS = re.compile(r"require|reqs?\b|constraint|readme|usage|^run|command|deps|dependenc|install|environment")
_READING = b"reading 1"
"""Part of every digest: where reading comes to find more, another number makes what was read before stale."""
_SKIPPED = frozenset(
    {
        "__pycache__", "__pypackages__", "node_modules", "site-packages", "dist-packages", "bower_components",
        "env", "venv", "virtualenv", "wandb", "mlruns", "lightning_logs", "htmlcov", "build", "dist", "eggs",
    }
)  # fmt: skip
_TEXT = frozenset(
    {
        ".py", ".pyw", ".ipynb", ".md", ".rst", ".txt", ".sh", ".bash", ".slurm", ".sbatch", ".yaml", ".yml",
        ".toml", ".cfg", ".ini", ".json", ".lock", ".in", ".mk", ".bat", ".ps1", ".gin",
    }
)  # fmt: skip
_NAMED = frozenset({"makefile", "dockerfile", "mlproject", "pipfile", "readme", "justfile", "snakefile"})


@dataclass(frozen=True)
class Tree:
    """The files of a repository, by relative path with forward slashes."""

    root: Path
    sizes: dict[str, int]
    """Every file that was seen, sorted, with its bytes."""
    findings: tuple[Finding, ...] = ()

    @cached_property
    def python(self) -> tuple[str, ...]:
        """The Python files, small enough to be code."""
        return tuple(path for path in self.sizes if path.endswith((".py", ".pyw")) and self.is_text(path))

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, relative; the root is `.`."""
        return frozenset(str(parent) for path in self.sizes for parent in PurePosixPath(path).parents)

    def is_text(self, path: str) -> bool:
        """Whether a file is one of those that are read."""
        return path in self._texts

    @cached_property
    def _texts(self) -> frozenset[str]:
        """The files that are read: code, configuration, documents, but not a folder full of labels."""
        known = [path for path, size in self.sizes.items() if _is_read(path, size)]
        many = Counter(_group(path) for path in known)
        return frozenset(path for path in known if path.endswith(".py") or many[_group(path)] <= _MOST_ALIKE)

    def named(self, *names: str) -> list[str]:
        """Return the text files with one of these names in lower case, nearest the root first."""
        found = [path for path in self.sizes if PurePosixPath(path).name.lower() in names and self.is_text(path)]
        return sorted(found, key=lambda path: (path.count("/"), path))

    def ending(self, *endings: str) -> list[str]:
        """Return the text files with one of these endings, nearest the root first."""
        found = [path for path in self.sizes if path.lower().endswith(endings) and self.is_text(path)]
        return sorted(found, key=lambda path: (path.count("/"), path))

    def content(self, path: str) -> bytes:
        """Return the bytes of a file; empty where it has gone or may not be read."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return b""

    def text(self, path: str) -> str:
        """Return the text of a file, undecodable bytes replaced."""
        return self.content(path).decode("utf-8-sig", "replace")

    @cached_property
    def digest(self) -> str:
        """Sha256 over path and content of every file that is read, 64 hex digits."""
        total = hashlib.sha256(_READING)
        for path in self.sizes:
            if self.is_text(path):
                total.update(path.encode() + b"\0" + hashlib.sha256(self.content(path)).digest())
        return total.hexdigest()


@dataclass
class _Walk:
    root: Path
    sizes: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def files(self) -> Iterator[tuple[str, int]]:
        for folder, folders, files in os.walk(self.root, onerror=self._unreadable):
            here = os.path.relpath(folder, self.root)
            folders[:] = sorted(name for name in folders if _is_entered(folder, name))
            for name in sorted(files):
                path = name if here == "." else f"{here}/{name}".replace(os.sep, "/")
                if (size := self._size(path)) is not None:
                    yield path, size

    def _size(self, path: str) -> int | None:
        if not path.isprintable():
            self.findings.append(
                Finding(level="warning", says=f"{plain(ascii(path))} was left out: its name is not text.")
            )
            return None
        try:
            facts = (self.root / path).stat()
        except OSError:  # a link to nowhere, or to itself
            return None
        return facts.st_size if stat.S_ISREG(facts.st_mode) else None

    def _unreadable(self, error: OSError) -> None:
        path = os.path.relpath(str(error.filename), self.root)
        self.findings.append(
            Finding(level="warning", says=f"Folder {plain(path)!r} could not be looked into: {error.strerror}.")
        )


def read_tree(root: Path) -> Tree:
    """Return the files under a folder; links to folders are not followed."""
    walk = _Walk(root)
    for path, size in walk.files():
        if len(walk.sizes) >= MOST_FILES:
            says = f"There are more than {MOST_FILES} files; the rest was not looked at. Name the sub-folder to read."
            walk.findings.append(Finding(level="warning", says=says))
            break
        walk.sizes[path] = size
    for path, size in walk.sizes.items():
        if size > MOST_BYTES and path.endswith(".py"):
            says = f"{size:,} bytes are too many for a program; it was not read."
            walk.findings.append(Finding(level="warning", says=says, place=Place(path=path, line=1)))
    return Tree(root, dict(sorted(walk.sizes.items())), tuple(walk.findings))


def tree_digest(root: Path) -> str:
    """Return the sha256 over the files that reading depends on: code, configuration, documents."""
    return read_tree(root).digest


def _is_entered(folder: str, name: str) -> bool:
    if name.startswith(".") and name not in {".github", ".circleci"}:
        return False
    if name.lower() in _SKIPPED or name.endswith((".egg-info", ".dist-info")):
        return _has_own_code(Path(folder, name)) if name in {"build", "dist", "env"} else False
    return not Path(folder, name, "pyvenv.cfg").is_file()


def _has_own_code(folder: Path) -> bool:
    """Return whether a folder with the name of a build output holds modules instead, as in `env/__init__.py`."""
    return (folder / "__init__.py").is_file()


def _group(path: str) -> str:
    """Return a file's folder and ending: where there are very many of one group, they are data."""
    return str(PurePosixPath(path).parent) + PurePosixPath(path).suffix.lower()


def _is_read(path: str, size: int) -> bool:
    name = PurePosixPath(path).name.lower()
    ending = PurePosixPath(name).suffix
    if ending in {".txt", ".in"}:
        return size <= _MOST_TEXT and (bool(_TEXTS.search(name)) or "requirements" in PurePosixPath(path.lower()).parts)
    if ending == ".json":
        return size <= _MOST_TEXT
    return size <= MOST_BYTES and (ending in _TEXT or name.partition(".")[0] in _NAMED)
