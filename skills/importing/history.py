"""One line of a history: a JSON object about a run, into the record of that run and its points.

Every key but `run` may be absent, and null means not recorded. What has no place in a record is kept under `extra`;
what cannot be read is left out and named in a note. Only a line whose run or shape is unclear is bad.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name
from pydantic import ValidationError

from contracts.names import RunStatus
from contracts.record import Point, RunRecord
from skills.importing.words import moment_of, stage_of, status_of
from skills.metrics.values import scalar

_KNOWN = frozenset(
    [
        "run",
        "project",
        "name",
        "stage",
        "status",
        "started_at",
        "finished_at",
        "host",
        "seed",
        "parent",
        "params",
        "metrics",
        "history",
        "packages",
        "code",
        "data",
        "tags",
    ]
)
_ITEM_KEYS = ("key", "metric", "name")
_ITEM_PLACES = frozenset(["step", "epoch", "time", "split", "value", *_ITEM_KEYS])
_LONGEST_ID = 200
_DEEPEST = 8
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]")


class BadLine(Exception):
    """The line says nothing that can be kept; the message is the reason."""


class ImportedRun(NamedTuple):
    """A run from elsewhere."""

    record: RunRecord
    points: list[Point]
    notes: tuple[str, ...]
    """What was left out or taken on trust, for a person."""


def read_object(text: bytes) -> dict[str, Any]:
    """Return the JSON object in a line; NaN and infinity are numbers.

    Raises:
        BadLine: It is none.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise BadLine("it is nested too deeply") from None
    except UnicodeDecodeError as error:
        raise BadLine(f"it is not UTF-8 text ({error.reason} at byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise BadLine(f"it is not JSON: {error.msg} at column {error.colno}") from None
    except ValueError as error:
        raise BadLine(f"it is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadLine(f"it is not a JSON object but {_kind(data)}")
    return _whole(data) if _HALVES.search(text) else data


def run_id_of(data: Mapping[str, Any]) -> str:
    """Return the id of the run that a line is about.

    Raises:
        BadLine: There is none, or it cannot be an id.
    """
    run = data.get("run")
    if run is None:
        raise BadLine("`run` is missing")
    if isinstance(run, float) and run.is_integer():
        run = int(run)
    if isinstance(run, bool) or not isinstance(run, str | int | float):
        raise BadLine(f"`run` is {_kind(run)}, and must be text or a number")
    run_id = str(run).strip()
    if not run_id or len(run_id) > _LONGEST_ID or not run_id.isprintable():
        raise BadLine(f"`run` {run_id[:40]!r} cannot be an id: empty, longer than {_LONGEST_ID} letters or unprintable")
    return run_id


def read_run(data: Mapping[str, Any], project: str) -> ImportedRun:
    """Return the run that a line is about. The source of each point is its place in the line: `history[12]`.

    Args:
        data: The line's object.
        project: Where the run belongs.

    Raises:
        BadLine: A key has a value of a shape that it cannot have; the message names it.
    """
    notes: list[str] = []
    run_id = run_id_of(data)
    status, extra = _status(data, notes), _extra(data, notes)
    if status is None and data.get("status") is not None:
        extra["status"] = data["status"]
    commit, files = _code(data)
    record = _record(
        {
            "project": project,
            "run_id": run_id,
            "name": _text(data, "name"),
            "stage": stage_of(stage) if (stage := _text(data, "stage")) else None,
            "status": status,
            "started_at": _moment(data, "started_at", notes),
            "finished_at": _moment(data, "finished_at", notes),
            "host": _text(data, "host"),
            "seed": _seed(data, notes),
            "parent": _text(data, "parent"),
            "params": {
                name: {"value": value, "source": "imported"} for name, value in _flat(_object(data, "params"), ".")
            },
            "finals": _metrics(data, notes),
            "packages": _packages(data),
            "code_commit": commit,
            "code_files": files,
            "datasets": _datasets(data),
            "tags": _tags(data),
            "extra": extra,
        }
    )
    return ImportedRun(record, list(_points(data, notes)), tuple(notes))


def _whole(value: Any) -> Any:
    """Return a JSON value in which halves of characters, which no file of ours could hold, are marked as unreadable."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value


def _record(fields: dict[str, Any]) -> RunRecord:
    try:
        return RunRecord.model_validate(fields)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise BadLine(f"`{place}` does not fit: {problem['msg']}") from None


def _status(data: Mapping[str, Any], notes: list[str]) -> RunStatus | None:
    word = data.get("status")
    if word is None:
        return None
    status = status_of(word) if isinstance(word, str) else None
    if status is None:
        notes.append(f"status {word!r} is not known and counts as not recorded")
    return status


def _extra(data: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    extra = {key: value for key, value in data.items() if key not in _KNOWN and value is not None}
    if extra:
        notes.append(f"{', '.join(f'`{key}`' for key in sorted(extra))} kept as they are")
    return extra


def _moment(data: Mapping[str, Any], key: str, notes: list[str]) -> datetime | None:
    value = data.get(key)
    if value is None:
        return None
    read = moment_of(value)
    if read.moment is None:
        notes.append(f"{key} {value!r} is no time and counts as not recorded")
    elif not read.had_zone:
        notes.append(f"{key} has no time zone and was taken as UTC")
    return read.moment


def _seed(data: Mapping[str, Any], notes: list[str]) -> int | None:
    seed = data.get("seed")
    number = scalar(seed)
    if seed is None or (isinstance(seed, int) and not isinstance(seed, bool)):
        return seed
    if number is not None and number.is_integer():
        return int(number)
    notes.append(f"seed {seed!r} is no whole number and counts as not recorded")
    return None


def _metrics(data: Mapping[str, Any], notes: list[str]) -> dict[str, float]:
    metrics = data.get("metrics")
    if isinstance(metrics, list):
        metrics = {_item_key(item): item.get("value") for item in metrics if isinstance(item, dict) and _item_key(item)}
    elif metrics is not None and not isinstance(metrics, dict):
        raise BadLine(f"`metrics` is {_kind(metrics)}, and must be an object")
    finals = {}
    for key, value in _flat(metrics or {}, "/"):
        number = scalar(value)
        if number is not None:
            finals[key] = number
        elif value is not None:
            notes.append(f"metric {key!r} is {_kind(value)} and was left out")
    return finals


def _item_key(item: Mapping[str, Any]) -> str:
    key = next((item[name] for name in _ITEM_KEYS if isinstance(item.get(name), str)), "")
    split = item.get("split")
    return f"{split}/{key}" if key and isinstance(split, str) and split else key


def _points(data: Mapping[str, Any], notes: list[str]) -> Iterator[Point]:
    history = data.get("history")
    if history is None:
        return
    if isinstance(history, dict):
        yield from _columns(history)
        return
    if not isinstance(history, list):
        raise BadLine(f"`history` is {_kind(history)}, and must be a list")
    left_out = 0
    for place, item in enumerate(history):
        if not isinstance(item, dict):
            left_out += 1
            continue
        for key, value in _values(item):
            number = scalar(value)
            if number is None:
                left_out += value is not None or "value" not in item
                continue
            yield _point(key, number, item, f"history[{place}]")
    if left_out:
        notes.append(f"{left_out} of {len(history)} items of `history` name no key and number and were left out")


def _values(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the keys and values of an item: one, or where it names no key, all that it holds."""
    key = next((item[name] for name in _ITEM_KEYS if isinstance(item.get(name), str) and item[name]), None)
    if key is not None and "value" in item:
        yield key, item["value"]
        return
    wide = [(name, value) for name, value in item.items() if name not in _ITEM_PLACES and not name.startswith("_")]
    yield from wide or [("", None)]


def _point(key: str, value: float, item: Mapping[str, Any], source: str) -> Point:
    split = item.get("split")
    time = item.get("time")
    moment = moment_of(time).moment if time is not None else None
    return Point(
        key,
        value,
        split if isinstance(split, str) and split else None,
        scalar(item.get("step")),
        scalar(item.get("epoch")),
        moment.timestamp() if moment else None,
        source,
    )


def _columns(history: Mapping[str, Any]) -> Iterator[Point]:
    """Yield the points of a history kept as lists by key, as Keras does: `{"loss": [0.9, 0.4]}`."""
    for key, values in history.items():
        if isinstance(values, list):
            for index, value in enumerate(values):
                number = scalar(value)
                if number is not None:
                    yield Point(key, number, step=float(index), source=f"history.{key}[{index}]")


def _packages(data: Mapping[str, Any]) -> dict[str, str]:
    packages = data.get("packages")
    if isinstance(packages, list):
        parts = [re.split(r"\s*==\s*|\s+", item.strip(), maxsplit=1) for item in packages if isinstance(item, str)]
        packages = {part[0]: part[1] if len(part) > 1 else None for part in parts}
    elif packages is not None and not isinstance(packages, dict):
        raise BadLine(f"`packages` is {_kind(packages)}, and must be an object of names and versions")
    return {canonicalize_name(name): str(version) for name, version in (packages or {}).items() if version is not None}


def _code(data: Mapping[str, Any]) -> tuple[str | None, dict[str, str]]:
    code = data.get("code")
    if isinstance(code, str):
        return code or None, {}
    code = _object(data, "code")
    files = code.get("files")
    if files is not None and not isinstance(files, dict):
        raise BadLine(f"`code.files` is {_kind(files)}, and must be an object of paths and digests")
    commit = code.get("commit")
    return None if commit is None else str(commit), {
        path: str(digest) for path, digest in (files or {}).items() if digest is not None
    }


def _datasets(data: Mapping[str, Any]) -> dict[str, str]:
    value = data.get("data")
    if isinstance(value, str):
        return {"dataset": value} if value else {}
    described = _object(data, "data")
    if described.get("digest") is not None:
        return {str(described.get("name") or "dataset"): str(described["digest"])}
    return {name: digest for name, digest in _flat(described, "/") if isinstance(digest, str) and digest}


def _tags(data: Mapping[str, Any]) -> tuple[str, ...]:
    tags = data.get("tags")
    if isinstance(tags, str):
        return tuple(tag.strip() for tag in tags.split(",") if tag.strip())
    if isinstance(tags, dict):
        return tuple(f"{key}={value}" for key, value in tags.items())
    if tags is not None and not isinstance(tags, list):
        raise BadLine(f"`tags` is {_kind(tags)}, and must be a list")
    return tuple(str(tag) for tag in tags or [] if tag is not None)


def _object(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if value is not None and not isinstance(value, dict):
        raise BadLine(f"`{key}` is {_kind(value)}, and must be an object")
    return value or {}


def _flat(mapping: Mapping[str, Any], joint: str, before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the values of an object and of the objects in it, by their path; what lies too deep stays as it is."""
    for key, value in mapping.items():
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _flat(value, joint, f"{before}{key}{joint}", depth + 1)
        else:
            yield f"{before}{key}", value


def _text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    if isinstance(value, dict | list):
        raise BadLine(f"`{key}` is {_kind(value)}, and must be text")
    return None if value is None or value == "" else str(value)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "a truth value", str: "text", list: "a list", dict: "an object"}
    name = next((name for kind, name in names.items() if isinstance(value, kind)), "a number")
    return f"{name} ({value[:30]!r})" if isinstance(value, str) else name
