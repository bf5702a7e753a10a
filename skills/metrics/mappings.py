"""Lines that are a JSON object or a Python dict, alone or after a message: what training loops and trackers print."""

import ast
import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from contracts.lexicon import split_of, words_of
from skills.metrics.names import Kind, kind_of
from skills.metrics.pairs import Pair
from skills.metrics.position import NOWHERE, Position
from skills.metrics.values import scalar, unix_time

_EPOCHS = frozenset(["epoch", "ep", "train_epoch", "current_epoch"])
STEPS = (
    "global_step", "step", "train_step", "trainer_global_step", "iteration", "iter", "iters", "num_updates", "update",
    "total_timesteps", "timesteps", "timestep", "episode", "round", "fold", "trial", "batch", "batch_idx", "t",
)  # fmt: skip
_EPOCH_TOTALS = frozenset(["epochs", "num_epochs", "max_epochs", "total_epochs", "num_train_epochs", "n_epochs"])
_STEP_TOTALS = frozenset(["max_steps", "total_steps", "num_steps", "max_iters", "max_iter"])
_SPLITS = frozenset(["split", "phase", "mode", "stage", "set", "subset", "dataset", "data"])
_TIMES = frozenset(["time", "timestamp", "ts", "_timestamp", "datetime", "date", "created_at", "wall_time", "asctime"])
_CONFIGS = frozenset(
    ["config", "cfg", "args", "arguments", "hparams", "hyperparameters", "params", "parameters", "options"]
)
_CONTAINERS = frozenset(["metrics", "results", "scores", "logs", "log", "progress", "trainer", "data"])
_NAMES = ("metric", "key", "name", "tag")
_DEEPEST = 4
_LARGEST = 64 * 1024


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
    position, time, pairs = NOWHERE, None, []
    for path, value in _flat(mapping):
        if path[0] in _CONTAINERS and len(path) > 1:
            path = path[1:]  # noqa: PLW2901
        words = words_of(path[-1])
        name = "_".join(words[1:] if len(words) > 1 and split_of(words[0]) else words)
        number = scalar(value)
        if len(path) == 1:
            placed = _placed(position, name, value, number)
            if placed:
                position = placed
                continue
            if name in _TIMES and (moment := _moment(value)) is not None:
                time = moment
                continue
        if number is not None and not any(part.lower() in _CONFIGS for part in path[:-1]):
            key = "/".join(path)
            is_integer = isinstance(value, int)
            pairs.append(Pair(key, number, kind_of(key), True, is_integer, _is_percent(value), None))
    named = _named(mapping)
    if named:
        pairs = [named]
    config = sum(pair.kind is Kind.CONFIG for pair in pairs)
    return Mapped(position, pairs, time, config >= 2 and not position.is_given)


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


def _placed(position: Position, name: str, value: Any, number: float | None) -> Position | None:
    """Return the position with what this entry adds, or None where it is no entry about the position."""
    if name in _SPLITS and isinstance(value, str):
        return position._replace(split=split_of(value) or position.split)
    if number is None or not math.isfinite(number):
        return None
    if name in _EPOCHS:
        return position._replace(epoch=number)
    if name in STEPS:
        known = position.step is not None and name in {"batch", "batch_idx", "t"}
        return position if known else position._replace(step=number, within_epoch=name.startswith("batch"))
    if name in _EPOCH_TOTALS:
        return position._replace(epochs_total=int(number))
    if name in _STEP_TOTALS:
        return position._replace(steps_total=int(number))
    return None


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


def _is_percent(value: Any) -> bool:
    return isinstance(value, str) and value.strip().endswith("%")
