"""Which files of a repository say what its programs need."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from contracts.errors import NotReady
from contracts.names import EntryKind
from contracts.repo import DependencyFile, EntryPoint, RepoContract

_ORDER = ("requirements", "pyproject", "setup.cfg", "setup.py", "conda", "pipfile")
_KINDS: tuple[EntryKind, ...] = ("train", "evaluate", "infer", "export", "prepare")
_ASIDE = ("dev", "test", "doc", "lint", "ci", "build", "typing", "style", "quality", "example", "bench", "notebook")
"""Words in the name of a requirements file that is not needed to run the code."""
_USUAL = ("requirements.txt", "base.txt", "main.txt", "core.txt", "environment.yml", "environment.yaml")
_INCLUDES = ("-r", "--requirement", "-e", "--editable", ".")


def entries_of(repo: RepoContract) -> tuple[EntryPoint, ...]:
    """Return the program of each kind that would be used; beside a chosen one only those of its own folder.

    Where only the user can say which training is meant, all of them, as long as they need the same.

    Raises:
        NotReady: They need different packages; the message lists them.
    """
    found = [entry for kind in _KINDS if (entry := repo.entry(kind)) is not None]
    chosen = [entry for entry in found if repo.chosen and repo.chosen in (entry.name, entry.path)]
    if chosen:
        folder = PurePosixPath(chosen[0].path).parent
        return tuple(entry for entry in found if PurePosixPath(entry.path).is_relative_to(folder))
    return (*_undecided(repo), *found)


def _undecided(repo: RepoContract) -> list[EntryPoint]:
    """Return the trainings between which only the user can choose."""
    names = () if repo.entry("train") else repo.choose_from.get("train", ())
    entries = [entry for entry in repo.entries if entry.kind == "train" and entry.name in names]
    files = {tuple(file.path for file in _all(declaring_files(repo, [entry]))) for entry in entries}
    imports = {frozenset(use.distribution for use in entry.imports if use.when == "module") for entry in entries}
    if len(files) > 1 or (files == {()} and len(imports) > 1):
        listed = ", ".join(f"`{name}`" for name in names[:8])
        raise NotReady(
            f"The repository has several programs that need different packages: {listed}. "
            "Which one is meant is yours to say. Name it with `/analyze entry=NAME`."
        )
    return entries


def _all(files: "Declaring") -> list[DependencyFile]:
    return [*files.alternatives, *([files.lock] if files.lock else [])]


class Declaring(NamedTuple):
    """The files of one folder that may say what is needed."""

    lock: DependencyFile | None
    alternatives: list[DependencyFile]
    """The main file of each kind, the usual kind first; what a README says only where nothing else does."""


def declaring_files(repo: RepoContract, entries: Sequence[EntryPoint]) -> Declaring:
    """Return the files of the nearest folder at or above the first entry that has any."""
    usable = [file for file in repo.dependencies if _says_something(file) and not _is_aside(file.path)]
    here = PurePosixPath(entries[0].path).parent if entries else PurePosixPath()
    for folder in (here, *here.parents):
        near = [file for file in usable if _folder(file) == folder]
        if near:
            return _by_kind(near)
    return _by_kind(usable)


def files_for_extra(repo: RepoContract, extra: str) -> list[DependencyFile]:
    """Return the requirements files that bear an extra's name: `requirements-gpu.txt` for `gpu`."""
    wanted = extra.lower()
    return [
        file
        for file in repo.dependencies
        if file.kind == "requirements" and wanted in _words(PurePosixPath(file.path).stem)
    ]


def _by_kind(files: Sequence[DependencyFile]) -> Declaring:
    kinds = ([file for file in files if file.kind == kind] for kind in _ORDER)
    lock = next((file for file in files if file.kind == "lock"), None)
    mentions = [file for file in files if file.kind == "other"]
    alternatives = [_main(of_kind) for of_kind in kinds if of_kind]
    return Declaring(lock, alternatives or ([_main(mentions)] if mentions else []))


def _says_something(file: DependencyFile) -> bool:
    return bool(file.requirements) or any(option.startswith(_INCLUDES) for option in file.options)


def _folder(file: DependencyFile) -> PurePosixPath:
    """Return the folder that a file speaks for: `requirements/base.txt` speaks for the folder above."""
    parent = PurePosixPath(file.path).parent
    return parent.parent if parent.name in {"requirements", "requires", "reqs", ".github", "docker"} else parent


def _is_aside(path: str) -> bool:
    return any(word in _ASIDE or word.rstrip("s") in _ASIDE for word in _words(PurePosixPath(path).stem))


def _words(stem: str) -> list[str]:
    return stem.lower().replace("-", "_").replace(".", "_").split("_")


def _main(files: Sequence[DependencyFile]) -> DependencyFile:
    """Return the one with a usual name where there is one, else the shortest name."""
    in_order = sorted(files, key=lambda file: (len(file.path), file.path))
    for name in _USUAL:
        if usual := [file for file in in_order if PurePosixPath(file.path).name.lower() == name]:
            return usual[0]
    return in_order[0]
