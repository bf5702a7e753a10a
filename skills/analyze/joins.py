"""How the programs of a repository follow each other: one writes what another reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from contracts.names import EntryKind
from contracts.repo import EntryPoint, Evidence, FileUse, Finding

_MOST = 12
_TELLING = 4
"""Characters that a path must have beside what is computed."""


Examples = Mapping[str, Mapping[str, str]]
"""What documents give to the params of each program, by the programs' names."""


def joins(writer: EntryPoint, reader: EntryPoint, examples: Examples) -> tuple[FileUse, FileUse] | None:
    """Return a file that one program writes and another reads, as both say it; None where there is none."""
    for written in writer.writes:
        for read in reader.reads:
            first, second = _place(written, writer, examples), _place(read, reader, examples)
            if first and second and _same(first, second):
                return written, read
    return None


def kind_by_joins(
    candidate: EntryPoint, trains: Sequence[EntryPoint], examples: Examples
) -> tuple[EntryKind, Evidence] | None:
    """Return what a program is for that neither its name nor its calls say, by the files it shares with a training."""
    for train in trains:
        shared = joins(candidate, train, examples)
        if shared and shared[0].what in {"data", "table", "other"}:
            says = f"writes {shared[0].path!r}, which `{train.name}` reads ({shared[1].proof})"
            return "prepare", Evidence(says=says, place=shared[0].proof)
        back = joins(train, candidate, examples)
        if back and back[0].what == "checkpoint":
            predicts = any(use.what == "predictions" for use in candidate.writes)
            says = f"reads {back[1].path!r}, which `{train.name}` writes ({back[0].proof})"
            return "infer" if predicts else "evaluate", Evidence(says=says, place=back[1].proof)
    return None


def join_findings(entries: Sequence[EntryPoint], examples: Examples) -> Iterator[Finding]:
    """Yield which program has to run before another."""
    count = 0
    for reader in (entry for entry in entries if entry.kind == "train"):
        for writer in (entry for entry in entries if entry.kind == "prepare"):
            shared = joins(writer, reader, examples)
            if shared and shared[1].what != "checkpoint" and count < _MOST:
                count += 1
                says = f"`{writer.name}` writes {shared[0].path!r}, which `{reader.name}` reads: run it first."
                yield Finding(level="info", says=says, place=shared[0].proof)


def _place(use: FileUse, entry: EntryPoint, examples: Examples) -> str | None:
    """Return a use's path from the root, its params by their defaults; None where it tells nothing."""
    if use.path is None:
        return None
    defaults = {param.name: param.default for param in entry.params if isinstance(param.default, str)}
    defaults |= examples.get(entry.name, {})
    text = re.sub(r"\{(\w+)\}", lambda found: str(defaults.get(found[1], "*")), use.path)
    is_telling = len(text.replace("*", "").strip("./")) >= _TELLING
    if not is_telling or text.startswith(("*", "http:", "https:")):
        return None
    if text.startswith("/"):
        return text
    parts: list[str] = []
    for part in PurePosixPath(entry.cwd, text).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _same(first: str, second: str) -> bool:
    if first == second:
        return True
    if "*" in first and "*" in second:
        return PurePosixPath(first).name == PurePosixPath(second).name and len(PurePosixPath(first).name) > _TELLING
    return fnmatchcase(first, second) or fnmatchcase(second, first)
