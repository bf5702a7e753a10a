"""What goes into a run beside its params: data, a folder to write into, the files of another run."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from contracts.errors import BadRequest
from contracts.names import Role
from contracts.repo import EntryPoint, Param
from skills.runs.paths import existing_path

FINGERPRINTED_FILES = 100_000


@dataclass(frozen=True, slots=True)
class Data:
    """Data that a run is pointed at."""

    values: Mapping[str, JsonValue] = field(default_factory=dict)
    """By the param's own name."""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """Path to fingerprint."""


def data_for(entry: EntryPoint, said: str | None, role: Role = "data") -> Data:
    """Return the param that takes the data a user named.

    Raises:
        BadRequest: The path does not exist, or the script takes no data path.
    """
    if said is None:
        return Data()
    path = existing_path(said, what=role)
    param = _param(entry, role)
    if param is None:
        raise BadRequest(
            f"{entry.name!r} takes no {role} path, so {said!r} cannot be given to it. "
            "It reads what is written in the code. Leave the path out, or add a flag to the script."
        )
    return Data({param.name: str(path)}, {path.name: fingerprint(path)})


def own_output(entry: EntryPoint) -> dict[str, JsonValue]:
    """Return the output folder of a script that would write outside the run's own copy, moved into it."""
    moved: dict[str, JsonValue] = {}
    for param in entry.params:
        default = str(param.default or "")
        if param.role == "output" and param.binding == "cli" and _leaves(default):
            moved[param.name] = f"outputs/{Path(default).name or 'run'}"
    return moved


def fingerprint(path: Path) -> str:
    """Return a digest over the names, sizes and times of all files: changed data has another, and it is quick."""
    digest = hashlib.sha256()
    if path.is_file():
        facts = path.stat()
        digest.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()
    count = 0
    for root, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            count += 1
            if count > FINGERPRINTED_FILES:
                return digest.hexdigest()
            facts = Path(root, name).lstat()
            relative = os.path.relpath(Path(root, name), path)
            digest.update(f"{relative} {facts.st_size} {facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _param(entry: EntryPoint, role: Role) -> Param | None:
    found = [param for param in entry.params if param.role == role and param.overridable]
    return min(
        found, key=lambda param: (not param.required, not param.positional, param.binding != "cli"), default=None
    )


def _leaves(path: str) -> bool:
    return path.startswith(("/", "~")) or ".." in Path(path).parts
