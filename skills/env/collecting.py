"""Collect requirements, file after file, following the files they refer to, and note what is not obeyed."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from contracts.env import EnvChange
from contracts.repo import DependencyFile
from skills.env.conda_names import from_conda, python_of
from skills.env.redaction import redact
from skills.env.requirement_lines import mend

_REQUIREMENT = frozenset({"-r", "--requirement"})
_CONSTRAINT = frozenset({"-c", "--constraint"})
_EDITABLE = frozenset({"-e", "--editable"})


class Collecting:
    """Requirements as they are collected."""

    def __init__(self, files: Iterable[DependencyFile]) -> None:
        self._files: Mapping[str, DependencyFile] = {file.path: file for file in files}
        self._read: dict[str, None] = {}
        self.requirements: dict[str, str] = {}
        """Requirement to `path:line`."""
        self.constraints: dict[str, str] = {}
        self.changes: list[EnvChange] = []
        self.left_out: list[str] = []
        self.python: str | None = None

    @property
    def read_files(self) -> tuple[str, ...]:
        return tuple(self._read)

    def read(self, file: DependencyFile, *, as_constraints: bool = False) -> None:
        """Collect a file and those it refers to."""
        if file.path in self._read:
            return
        self._read[file.path] = None
        for requirement in file.requirements:
            self.line(requirement.spec, str(requirement.proof), kind=file.kind, as_constraint=as_constraints)
        for option in file.options:
            self._option(file, option)

    def line(self, line: str, place: str, *, kind: str = "other", as_constraint: bool = False) -> None:
        """Collect one line."""
        text = self._translated(line, place) if kind == "conda" else line
        if text is None:
            return
        mended = mend(text)
        if mended is None:
            self.left_out.append(f"{redact(line)!r} at {place} is left out: it is no requirement of a package index")
            return
        if mended.why:
            self.changes.append(EnvChange(what=f"{redact(line)} → {mended.spec}", why=f"{place}: {mended.why}"))
        (self.constraints if as_constraint else self.requirements).setdefault(mended.spec, place)

    def _translated(self, line: str, place: str) -> str | None:
        self.python = python_of(line) or self.python
        translated = from_conda(line)
        if translated is not None and translated != line:
            self.changes.append(EnvChange(what=f"{line} → {translated}", why=f"{place} is in the words of conda"))
        return translated

    def _option(self, file: DependencyFile, option: str) -> None:
        flag, value = _parts(option)
        here = PurePosixPath(file.path).parent
        nested = self._files.get(_normal(str(here / value))) if value else None
        if nested is not None and flag in _REQUIREMENT | _CONSTRAINT:
            self.read(nested, as_constraints=flag in _CONSTRAINT)
        elif (flag in _EDITABLE or not flag) and _is_here(value):
            self._metadata(_normal(str(here / value.split("[")[0])))
        elif (flag in _EDITABLE or not flag) and mend(value) is not None:
            self.line(value, file.path)
        else:
            self.left_out.append(f"{redact(option)!r} in {file.path} is not obeyed: {_why(flag)}")

    def _metadata(self, folder: str) -> None:
        """Collect what the project in a folder of the repository declares for itself."""
        for name in ("pyproject.toml", "setup.cfg", "setup.py"):
            file = self._files.get(f"{folder}/{name}" if folder else name)
            if file is not None and file.requirements:
                self.read(file)
                return


def _parts(option: str) -> tuple[str, str]:
    """Return flag and value of an option line: `-rbase.txt`, `-r base.txt`, `--requirement=base.txt`, `.`."""
    text = option.strip()
    if not text.startswith("-"):
        return "", text
    if text.startswith("--"):
        flag, _, value = text.replace("=", " ", 1).partition(" ")
        return flag, value.strip()
    return text[:2], text[2:].strip()


def _is_here(value: str) -> bool:
    return value.startswith(".") or ("://" not in value and value.startswith("file:") is False and "/" in value)


def _why(flag: str) -> str:
    if flag in _REQUIREMENT | _CONSTRAINT:
        return "that file is not in the repository"
    if flag in {"-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host", "--no-index"}:
        return "where packages come from is yours to say, in the settings of pip or uv"
    return "options of a repository are only recorded"


def _normal(path: str) -> str:
    """Return a relative path without `.` and `..`; empty for the root, and for what lies outside."""
    parts: list[str] = []
    for part in PurePosixPath(path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in {".", "..", "/"}:
            parts.append(part)
    return "/".join(parts)
