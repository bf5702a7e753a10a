"""Offline runs of Weights & Biases, without its package: the binary log, else the files beside it.

The log is framed as LevelDB's: blocks of 32 KiB, records in pieces; a record is a Protocol Buffers message.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.errors import BadRequest, Refused
from contracts.lexicon import understand
from contracts.record import Point
from skills.importing.elsewhere import Elsewhere, make_run
from skills.importing.history import ImportedRun
from skills.importing.plain_yaml import read_yaml
from skills.metrics.mappings import read_mapping
from skills.metrics.structured.protobuf import fields_of

_BLOCK, _HEADER = 32 * 1024, 7
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_HISTORY, _SUMMARY, _CONFIG, _RUN, _EXIT = 2, 3, 5, 17, 18


@dataclass
class _Log:
    run: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    exit_code: int | None = None


def read_wandb(place: Elsewhere) -> Iterator[ImportedRun]:
    """Yield the runs of a folder `wandb`, of one run's folder, or of one `.wandb` file.

    Raises:
        BadRequest: A file cannot be read.
        Refused: There is none.
    """
    folders = wandb_runs(place.path)
    if not folders:
        raise Refused(f"No offline W&B run was found in {str(place.path)!r}. Name the folder `wandb`.")
    for folder in folders:
        yield from _run(folder, place)


def wandb_runs(path: Path) -> list[Path]:
    """Return the folders of runs below a folder; none where W&B wrote nothing there."""
    if path.suffix == ".wandb" and path.is_file():
        return [path.parent]
    if path.name.startswith(("offline-run-", "run-")) and (any(path.glob("*.wandb")) or (path / "files").is_dir()):
        return [path]
    homes = (path, path / "wandb")
    found = (run for home in homes for form in ("offline-run-*", "run-*") for run in home.glob(form) if run.is_dir())
    return sorted(run for run in found if any(run.glob("*.wandb")) or (run / "files").is_dir())


def _run(folder: Path, place: Elsewhere) -> Iterator[ImportedRun]:
    log = _Log()
    log.config = _config(folder / "files" / "config.yaml")
    log.summary = _json(folder / "files" / "wandb-summary.json")
    for path in sorted(folder.glob("*.wandb")):
        try:
            _read_log(path, log)
        except (ValueError, struct.error) as error:
            place.findings.notes[f"{path.name} is damaged ({error}); what stands before is taken"] += 1
        except OSError as error:
            raise BadRequest(f"{str(path)!r} cannot be read: {error.strerror}. Check its permissions.") from error
    status = None if log.exit_code is None else "finished" if log.exit_code == 0 else "failed"
    data = {
        "run": folder.name.rsplit("-", 1)[-1],
        "status": status,
        **log.run,
        "exit_code": log.exit_code,
        "params": {key: value for key, value in log.config.items() if key not in {"_wandb", "wandb_version"}},
        "metrics": {
            key: value
            for key, value in log.summary.items()
            if not key.startswith("_") and isinstance(value, int | float) and read_mapping({key: value}).pairs
        },
    }
    times = [point.time for point in log.points if point.time]
    if times:
        data["finished_at"] = datetime.fromtimestamp(max(times), UTC).isoformat()
    project = data.pop("project", None)
    if run := make_run(data, log.points, place, project=project):
        yield run


def _read_log(path: Path, log: _Log) -> None:
    for offset, data in _records(path):
        for number, content in fields_of(data):
            if not isinstance(content, bytes):
                continue
            if number == _RUN:
                _take_run(content, log)
            elif number == _CONFIG:
                log.config |= _items(content, 1)
            elif number == _SUMMARY:
                log.summary |= _items(content, 1)
            elif number == _EXIT:
                log.exit_code = next((code for at, code in fields_of(content) if at == 1 and isinstance(code, int)), 0)
            elif number == _HISTORY:
                log.points += _row(content, f"{path.name}@{offset}")


def _records(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield offset and content of each record; a last one that was cut off ends them quietly."""
    data = path.read_bytes()
    if not data.startswith(b":W&B"):
        raise ValueError("it does not begin like a W&B log")
    at, start, pieces = _HEADER, 0, b""
    while at + _HEADER <= len(data):
        left = _BLOCK - at % _BLOCK
        if left < _HEADER:
            at += left
            continue
        _, size, kind = struct.unpack_from("<IHB", data, at)
        if kind == 0 and size == 0:
            at += left
            continue
        body = data[at + _HEADER : at + _HEADER + size]
        if kind not in (_FULL, _FIRST, _MIDDLE, _LAST):
            raise ValueError(f"byte {at} begins no record")
        if len(body) < size:
            return
        start, pieces = (at, body) if kind in (_FULL, _FIRST) else (start, pieces + body)
        if kind in (_FULL, _LAST):
            yield start, pieces
        at += _HEADER + size


def _take_run(content: bytes, log: _Log) -> None:
    names = {1: "run", 3: "project", 8: "name", 13: "host"}
    for number, value in fields_of(content):
        if not isinstance(value, bytes):
            continue
        if number in names and value:
            log.run[names[number]] = value.decode("utf-8", "replace")
        elif number == 4:
            log.config |= _items(value, 1)
        elif number == 10:
            log.run.setdefault("tags", []).append(value.decode("utf-8", "replace"))
        elif number == 17:
            seconds = dict(fields_of(value)).get(1)
            log.run["started_at"] = seconds if isinstance(seconds, int) else None


def _items(content: bytes, wanted: int) -> dict[str, Any]:
    """Return names and values of the items in a message; names in several parts are joined with `/`."""
    items = {}
    for number, item in fields_of(content):
        if number != wanted or not isinstance(item, bytes):
            continue
        parts: list[str] = []
        value: Any = None
        for at, part in fields_of(item):
            if at in (1, 2) and isinstance(part, bytes) and part:
                parts.append(part.decode("utf-8", "replace"))
            elif at == 16 and isinstance(part, bytes):
                value = json.loads(part)
        items["/".join(parts)] = value
    return items


def _row(content: bytes, source: str) -> Iterator[Point]:
    row = _items(content, 1)
    mapped = read_mapping({key: value for key, value in row.items() if not key.startswith("_")})
    own = row.get("_step")
    step = mapped.position.step if mapped.position.step is not None else own if isinstance(own, int) else None
    time = row.get("_timestamp")
    moment = float(time) if isinstance(time, int | float) else None
    for pair in mapped.pairs:
        yield Point(pair.key, pair.value, understand(pair.key).split, step, mapped.position.epoch, moment, source)


def _config(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    items = read_yaml(path.read_text("utf-8", "replace")).items()
    return {key: item["value"] if isinstance(item, dict) and "value" in item else item for key, item in items}


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text("utf-8", "replace"))
    except (ValueError, RecursionError):  # a run that was killed may leave half of it; the log says the same
        return {}
    return data if isinstance(data, dict) else {}
