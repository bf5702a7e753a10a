"""Lines that a library always prints in the same words, and that no general rule reads rightly."""

import re
from collections.abc import Callable

from skills.metrics.names import Kind
from skills.metrics.pairs import Pair
from skills.metrics.position import Position
from skills.metrics.reading import Reading
from skills.metrics.values import to_float

_N = r"[-+]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf)"
_AREAS = {"all": "", "small": "s", "medium": "m", "large": "l"}


def _metric(key: str, value: str) -> Pair:
    return Pair(key, to_float(value), Kind.METRIC, True, False, False, None)


def _checkpointed(found: re.Match[str]) -> Reading:
    position = Position(epoch=float(found["epoch"]), step=float(found["step"]))
    return Reading([_metric(found["key"], found["value"])], position, is_certain=True)


def _best(found: re.Match[str]) -> Reading:
    return Reading([_metric(f"best {found['key']}", found["value"])], is_certain=True)


def _trial(found: re.Match[str]) -> Reading:
    return Reading([_metric("value", found["value"])], Position(step=float(found["trial"])), is_certain=True)


def _darknet(found: re.Match[str]) -> Reading:
    pairs = [_metric("loss", found["loss"]), _metric("avg loss", found["mean"])]
    return Reading(pairs, Position(step=float(found["step"])), is_certain=True)


def _best_metric(found: re.Match[str]) -> Reading:
    position = Position(epoch=float(found["epoch"]), is_aside=True) if found["epoch"] else Position()
    return Reading([_metric("Best metric", found["value"])], position, is_certain=True)


def _coco(found: re.Match[str]) -> Reading:
    kind = "AP" if found["kind"] == "Precision" else "AR"
    iou, area, most = found["iou"], found["area"], found["most"]
    if ":" not in iou:
        key = f"{kind}{round(float(iou) * 100)}"
    elif area != "all" or kind == "AP":
        key = kind + _AREAS.get(area, f"_{area}")
    else:
        key = f"{kind}@{most}"
    return Reading([_metric(key, found["value"])], is_certain=True)


_SENTENCES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], Reading]], ...] = (
    (
        "reached",  # Lightning: a checkpoint was written
        re.compile(
            rf"Epoch (?P<epoch>\d+), global step (?P<step>\d+): '(?P<key>[^']+)' reached (?P<value>{_N}) \(best"
        ),
        _checkpointed,
    ),
    (
        "est score: ",  # Lightning: early stopping
        re.compile(rf"Met?ric (?P<key>\S+) improved.*New best score: (?P<value>{_N})"),
        _best,
    ),
    (
        "est score: ",
        re.compile(rf"Monitored metric (?P<key>\S+) did not improve.*Best score: (?P<value>{_N})"),
        _best,
    ),
    (
        "finished with value",  # Optuna
        re.compile(rf"Trial (?P<trial>\d+) finished with value: (?P<value>{_N}) and parameters"),
        _trial,
    ),
    (
        " rate, ",  # Darknet
        re.compile(rf"(?P<step>\d+): (?P<loss>{_N}), (?P<mean>{_N}) avg(?: loss)?, (?:{_N}) rate, "),
        _darknet,
    ),
    (
        "Best metric",  # timm
        re.compile(rf"\**\s*Best metric: (?P<value>{_N})(?: \(epoch (?P<epoch>\d+)\))?"),
        _best_metric,
    ),
    (
        "@[ IoU=",  # COCO
        re.compile(
            rf"Average (?P<kind>Precision|Recall)\s+\(A[PR]\) @\[ IoU=(?P<iou>[\d.:]+)\s*\|"
            rf" area=\s*(?P<area>\w+)\s*\| maxDets=\s*(?P<most>\d+) \] = (?P<value>{_N})"
        ),
        _coco,
    ),
)


def find_sentence(message: str) -> Reading | None:
    """Return what a known sentence says, or None where a line is none."""
    for hint, pattern, read in _SENTENCES:
        if hint in message and (found := pattern.search(message)):
            return read(found)
    return None
