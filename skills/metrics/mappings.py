"""Lines that are a JSON object or a Python dict, alone or after a message: what training loops and trackers print."""

import ast
import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.lexicon import split_of, words_of
from skills.metrics.names import Kind, kind_of
from skills.metrics.pairs import Pair
from skills.metrics.position import NOWHERE, Position
from skills.metrics.values import scalar, unix_time

STEPS = (
    "global_step", "step", "train_step", "trainer_global_step", "iteration", "iter", "iters", "num_updates", "update",
    "total_timesteps", "timesteps", "timestep", "episode", "round", "fold", "trial", "batch", "batch_idx", "t",
)  # fmt: skip
_WEAK_STEPS = frozenset(["batch", "batch_idx", "t"])
"""Names of steps that give way to another one."""
_FIELDS = {
    **dict.fromkeys(STEPS, "step"),
    **dict.fromkeys(("epoch", "ep", "current_epoch"), "epoch"),
    **dict.fromkeys(
        ("epochs", "num_epochs", "max_epochs", "total_epochs", "num_train_epochs", "n_epochs"), "epochs_total"
    ),
    **dict.fromkeys(("max_steps", "total_steps", "num_steps", "max_iters", "max_iter"), "steps_total"),
    **dict.fromkeys(("split", "phase", "mode", "stage", "set", "subset", "dataset", "data"), "split"),
}
_TIMES = frozenset(["time", "timestamp", "ts", "_timestamp", "datetime", "date", "created_at", "wall_time", "asctime"])
_CONFIGS = frozenset(
    ["config", "cfg", "args", "arguments", "hparams", "hyperparameters", "params", "parameters", "options"]
)
_CONTAINERS = frozenset(["metrics", "results", "scores", "logs", "log", "progress", "trainer", "data"])
_NAMES = ("metric", "key", "name", "tag")
_DEEPEST = 4
_LARGEST = 64 * 1024


class _Entry(NamedTuple):
    key: str
    kind: Kind
    field: str | None
    """Of `Position`, where the name stands for one."""
    is_weak_step: bool
    is_time: bool
    is_config: bool
    """Whether it lies in a part that holds the configuration."""


class Mapped(NamedTuple):
    """What an object says."""

    position: Position
    pairs: list[Pair]
    time: float | None
    is_config: bool
    """Whether it echoes a configuration."""


def find_mapping(text: str) -> tuple[dict[str, Any], str] | None:
    """Return the object in a line and the text before it, or None where there is none."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start or end - start > _LARGEST:
        return None
    body = text[start : end + 1]
    parsed = _parse(body)
    return (parsed, text[:start]) if isinstance(parsed, dict) and parsed else None


def read_mapping(mapping: Mapping[str, Any]) -> Mapped:
    """Return the position, the numbers and the time that an object gives."""
    given: dict[str, Any] = {}
    time: float | None = None
    pairs: list[Pair] = []
    for path, value in _flat(mapping):
        entry = _entry(path)
        if entry.field and _place(entry, value, given):
            continue
        if entry.is_time and (moment := _moment(value)) is not None:
            time = moment
        elif not entry.is_config and (number := scalar(value)) is not None:
            is_percent = isinstance(value, str) and value.rstrip().endswith("%")
            pairs.append(Pair(entry.key, number, entry.kind, True, isinstance(value, int), is_percent, None))
    if named := _named(mapping):
        pairs = [named]
    config = sum(pair.kind is Kind.CONFIG for pair in pairs)
    is_given = "epoch" in given or "step" in given
    return Mapped(Position(**given) if given else NOWHERE, pairs, time, config >= 2 and not is_given)


@lru_cache(maxsize=8192)
def _entry(path: tuple[str, ...]) -> _Entry:
    """Return what the place of a value in its object says about it."""
    is_config = any(part.lower() in _CONFIGS for part in path[:-1])
    if path[0] in _CONTAINERS and len(path) > 1:
        path = path[1:]
    words = words_of(path[-1])
    name = "_".join(words[1:] if len(words) > 1 and split_of(words[0]) else words)
    key, is_top = "/".join(path), len(path) == 1
    field = _FIELDS.get(name) if is_top else None
    return _Entry(key, kind_of(key), field, name in _WEAK_STEPS, is_top and name in _TIMES, is_config)


def _place(entry: _Entry, value: Any, given: dict[str, Any]) -> bool:
    """Return whether a value is a position, after adding it to those given."""
    if entry.field == "split":
        if isinstance(value, str):
            given["split"] = split_of(value) or given.get("split")
        return isinstance(value, str)
    number = scalar(value)
    if number is None or not math.isfinite(number):
        return False
    if entry.is_weak_step and "step" in given:
        return True
    given[entry.field or ""] = int(number) if entry.field in {"epochs_total", "steps_total"} else number
    if entry.field == "step":
        given["within_epoch"] = entry.is_weak_step
    return True


def _parse(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    if "\\" in body:
        return None
    try:
        return _literal(ast.parse(body, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _literal(node: ast.expr) -> Any:
    """Return the value of a literal; a number wrapped as in `tensor(0.3)` is that number, anything else is None."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Dict(keys=keys, values=values):
            return {
                str(_literal(key)): _literal(value) for key, value in zip(keys, values, strict=True) if key is not None
            }
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_literal(item) for item in items]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = scalar(_literal(operand))
            return None if number is None else -number
        case ast.Name(id=name) if name.lower() in {"nan", "inf", "infinity"}:
            return float(name)
        case ast.Call(args=[first, *_]):
            return _literal(first)
    return None


def _flat(mapping: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in mapping.items():
        here = (*path, str(key))
        if isinstance(value, Mapping):
            if len(here) < _DEEPEST:
                yield from _flat(value, here)
        else:
            yield here, value


def _named(mapping: Mapping[str, Any]) -> Pair | None:
    """Return the metric of an object of the form `{"metric": "loss", "value": 0.3}`."""
    number = scalar(mapping.get("value"))
    name = next((mapping[key] for key in _NAMES if isinstance(mapping.get(key), str)), None)
    if number is None or name is None:
        return None
    kind = kind_of(name)
    return Pair(name, number, Kind.METRIC if kind is Kind.UNKNOWN else kind, True, False, False, None)


def _moment(value: Any) -> float | None:
    if isinstance(value, str) and len(value) < 64:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return unix_time(value)
        return moment.timestamp() if moment.tzinfo else None
    return unix_time(value)
