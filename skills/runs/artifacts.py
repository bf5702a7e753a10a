"""What a run wrote: its checkpoints, predictions and tables, and which checkpoint another step means."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from contracts.repo import EntryPoint, Param
from contracts.run import Artifact
from store.folders import RunFolder

HASH_LIMIT_BYTES = 256 * 2**20
_SKIPPED = {"__pycache__", ".git", ".ipynb_checkpoints"}
_CHECKPOINTS = {
    ".pt", ".pth", ".ckpt", ".safetensors", ".npz", ".npy", ".pkl", ".pickle", ".joblib", ".h5", ".hdf5", ".keras",
    ".onnx", ".bin", ".model", ".ubj", ".cbm", ".msgpack", ".weights", ".tar", ".tflite", ".params", ".sav",
}  # fmt: skip
_TABLES = {".csv", ".tsv", ".parquet", ".json", ".jsonl", ".xlsx", ".arrow", ".feather"}
_LOGS = {".log", ".out", ".err"}
_Kind = Literal["checkpoint", "predictions", "table", "log", "other"]


def artifacts_of(
    folder: RunFolder, before: Mapping[str, str], linked: Iterable[str], started: float, *, digests: bool = True
) -> Iterator[Artifact]:
    """Yield the files in `work/` that the process made or changed.

    Args:
        folder: The run.
        before: Path to digest of the files that were checked out.
        linked: Paths of the user's data that were brought in beside the code.
        started: When the process started, seconds since the epoch.
        digests: Whether to read the files for their digests, or to look at them from outside.
    """
    data = tuple(linked)
    for path in _files(folder.work):
        name = path.relative_to(folder.work).as_posix()
        try:
            facts = path.stat()
        except OSError:
            continue
        brought = name in before or any(name == path or name.startswith(f"{path}/") for path in data)
        if brought and facts.st_mtime < started:
            continue
        yield Artifact(
            path=name,
            size=facts.st_size,
            sha256=_sha256(path, facts.st_size) if digests else None,
            what=kind_of(name),
            modified=facts.st_mtime,
        )


def kind_of(name: str) -> _Kind:
    """Return what a file is, by its name."""
    path = PurePosixPath(name.lower())
    words = path.stem.replace("-", "_").split("_")
    if any(word.startswith(("pred", "submission", "infer", "output")) for word in words) and path.suffix in _TABLES:
        return "predictions"
    if path.suffix in _CHECKPOINTS or (path.suffix in {".json", ".txt"} and any("model" in word for word in words)):
        return "predictions" if any(word.startswith("pred") for word in words) else "checkpoint"
    if path.suffix in _LOGS or "tfevents" in path.name:
        return "log"
    return "table" if path.suffix in _TABLES else "other"


def checkpoint_param(entry: EntryPoint) -> Param | None:
    """Return the param through which an entry point takes a checkpoint."""
    found = [param for param in entry.params if param.role in ("checkpoint", "resume") and param.binding != "constant"]
    return min(found, key=lambda param: (param.role != "checkpoint", not param.required), default=None)


def wants_folder(param: Param) -> bool:
    """Whether the param takes the checkpoint's folder instead of the file."""
    words = param.name.lower().replace("-", "_").split("_")
    default = PurePosixPath(str(param.default)) if param.default else None
    named = any(word in ("dir", "folder", "directory", "dirname") for word in words)
    return named or (default is not None and not default.suffix and "/" in str(param.default))


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            path = Path(root, name)
            if not path.is_symlink() and path.is_file() and path.suffix != ".pyc":
                yield path


def _sha256(path: Path, size: int) -> str | None:
    if size > HASH_LIMIT_BYTES:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
