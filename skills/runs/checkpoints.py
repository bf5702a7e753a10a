"""The checkpoints of a run, files and folders, joined to its metrics; which is the best, and why. Pure."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from pydantic import JsonValue

from contracts.record import Final, Point
from contracts.repo import Param
from contracts.run import Artifact
from skills.runs.primary import primary_metric

_PLACE = re.compile(
    r"(?<![a-z])(?P<what>epochs?|ep|e|steps?|iters?|iterations?|global_?step)[=_\- ]?(?P<n>\d+)", re.IGNORECASE
)
_FOLDER_STEP = re.compile(r"(?:checkpoint|ckpt|model|weights|net|snapshot)s?[-_.]?(?P<n>\d+)$", re.IGNORECASE)
_MEMBERS = re.compile(
    r"(pytorch_model|model|adapter_model|optimizer|scheduler|rng_state.*|training_args|trainer_state|scaler|saved_model"
    r"|variables|mp_rank.*|.*_optim_states|consolidated|diffusion_pytorch_model.*)(-\d+-of-\d+)?", re.IGNORECASE
)  # fmt: skip
_HOLDS_ONE = {"saved_model.pb", "trainer_state.json", "adapter_config.json", "metadata.json"}
_LAST_WORDS = ("last", "final", "latest")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file, or a folder whose files make one checkpoint."""

    path: str
    """Relative to `work/`."""
    files: tuple[Artifact, ...]
    epoch: float | None = None
    step: float | None = None
    value: float | None = None
    """The run's main metric then; absent where nothing joins the two."""
    joined_by: Literal["epoch", "step", "time"] | None = None

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files)

    @property
    def modified(self) -> float | None:
        times = [each.modified for each in self.files if each.modified is not None]
        return max(times, default=None)

    @property
    def is_folder(self) -> bool:
        return self.files[0].path != self.path

    @property
    def main_file(self) -> Artifact:
        """The file that holds the weights, the largest."""
        return max(self.files, key=lambda each: (each.what == "checkpoint", each.size))

    def has_word(self, *words: str) -> bool:
        """Whether its own name says one of these."""
        name = PurePosixPath(self.path).name.lower()
        return any(word in name for word in words)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The checkpoints of a run and what is known of the best."""

    checkpoints: tuple[Checkpoint, ...]
    """Oldest first."""
    metric: Final | None
    """What `best` is by; absent where no metric has a direction."""
    best: tuple[Checkpoint, ...] = ()
    """By the metric; several where they tie; none where nothing joins a checkpoint to a finite value."""
    own: Checkpoint | None = None
    """The one the script itself calls best."""

    @property
    def disagrees(self) -> bool:
        """Whether the script's own best is known to be another one than the metric's."""
        if self.own is None or not self.best or self.own in self.best:
            return False
        return self.own.joined_by in ("epoch", "step") and self.own.value != self.best[0].value

    @property
    def last(self) -> Checkpoint | None:
        """The one to continue from: the newest, or of equally new ones the one named so."""
        if not self.checkpoints:
            return None
        return max(
            self.checkpoints,
            key=lambda each: (each.modified or 0.0, each.has_word(*_LAST_WORDS), each.epoch or 0, each.step or 0),
        )

    def to_data(self) -> dict[str, JsonValue]:
        """Return what a program wants to know of them."""
        return {
            "metric": self.metric.key if self.metric else None,
            "direction": self.metric.direction if self.metric else None,
            "best": [each.path for each in self.best],
            "own_best": self.own.path if self.own else None,
            "disagrees": self.disagrees,
            "list": [
                {
                    "path": each.path,
                    "size": each.size,
                    "files": len(each.files),
                    "epoch": each.epoch,
                    "step": each.step,
                    "value": each.value,
                    "joined_by": each.joined_by,
                }
                for each in self.checkpoints
            ],
        }

    def notes(self) -> list[str]:
        """Return what somebody should know who takes the best."""
        if not self.best or self.metric is None:
            return []
        first = self.best[0]
        found = [f"Best checkpoint by {self.metric.key}: {first.path!r} ({first.value:.4g}, by its {first.joined_by})."]
        if len(self.best) > 1:
            found.append(f"{len(self.best)} checkpoints tie: {', '.join(each.path for each in self.best[:5])}.")
        if self.disagrees and self.own is not None:
            own = "an unknown value" if self.own.value is None else f"{self.own.value:.4g}"
            found.append(f"The script's own best is another one: {self.own.path!r} with {own}.")
        return found


def rank_checkpoints(
    artifacts: Iterable[Artifact],
    points: Sequence[Point],
    finals: Iterable[Final],
    times: Mapping[int, float] | None = None,
) -> Ranking:
    """Return the checkpoints among what a run wrote, joined to its main metric.

    Args:
        artifacts: Everything it wrote.
        points: Everything it printed, in order.
        finals: Its metrics, to choose the main one of.
        times: When points were printed, by their position, where that is known; the log's own times are used anyway.
    """
    metric = primary_metric(finals)
    series = _series(points, metric, times or {})
    found = [_joined(each, series) for each in _grouped(artifacts)]
    found.sort(key=lambda each: (each.modified or 0.0, each.epoch or 0.0, each.step or 0.0, each.path))
    known = [each for each in found if each.value is not None and math.isfinite(each.value)]
    best: tuple[Checkpoint, ...] = ()
    if known and metric is not None and metric.direction:
        pick = max if metric.direction == "higher" else min
        value = pick(each.value for each in known if each.value is not None)
        best = tuple(each for each in known if each.value == value)
    own = next((each for each in reversed(found) if each.has_word("best")), None)
    return Ranking(tuple(found), metric, best, own)


def choose_checkpoint(ranking: Ranking, wanted: Param | None = None) -> Checkpoint | None:
    """Return the one another step should read.

    The one the param names by default, the one the script calls best, the best by the metric, the last, the largest.
    """
    default = PurePosixPath(str(wanted.default)).name.lower() if wanted and wanted.default else None

    def merit(each: Checkpoint) -> tuple[bool, bool, bool, bool, int]:
        name = PurePosixPath(each.path).name.lower()
        return name == default, each == ranking.own, each in ranking.best, each.has_word(*_LAST_WORDS), each.size

    return max(ranking.checkpoints, key=merit, default=None)


def _grouped(artifacts: Iterable[Artifact]) -> list[Checkpoint]:
    """Put the files of one folder checkpoint together."""
    every = list(artifacts)
    folders: dict[str, list[Artifact]] = {}
    for each in every:
        for parent in PurePosixPath(each.path).parents:
            if str(parent) != "." and _is_folder_checkpoint(parent, every):
                folders.setdefault(str(parent), []).append(each)
                break
    inside = {each.path for files in folders.values() for each in files}
    single = [(each.path, (each,)) for each in every if each.what == "checkpoint" and each.path not in inside]
    whole = [(path, tuple(files)) for path, files in folders.items()]
    return [Checkpoint(path, files, *_place(path)) for path, files in [*single, *whole]]


def _is_folder_checkpoint(folder: PurePosixPath, artifacts: Sequence[Artifact]) -> bool:
    names = [PurePosixPath(each.path) for each in artifacts]
    own = [(name, each) for name, each in zip(names, artifacts, strict=True) if name.parent == folder]
    weights = [name for name, each in own if each.what == "checkpoint" and _MEMBERS.fullmatch(name.stem)]
    if any(name.name in _HOLDS_ONE for name, _ in own) and (weights or any(n.name == "saved_model.pb" for n, _ in own)):
        return True
    return bool(weights) and (_FOLDER_STEP.search(folder.name) is not None or _PLACE.search(folder.name) is not None)


def _place(path: str) -> tuple[float | None, float | None]:
    """Return epoch and step as the name says them."""
    epoch = step = None
    name = PurePosixPath(path).name
    for found in _PLACE.finditer(name):
        if found["what"].lower().startswith("e"):
            epoch = float(found["n"])
        else:
            step = float(found["n"])
    numbered = _FOLDER_STEP.search(PurePosixPath(name).stem if "." in name else name)
    if epoch is None and step is None and numbered:
        step = float(numbered["n"])
    return epoch, step


@dataclass(frozen=True, slots=True)
class _Values:
    """The main metric by epoch, by step, and by the time it was printed."""

    epochs: Mapping[float, float]
    steps: Mapping[float, float]
    times: tuple[tuple[float, float], ...]


def _series(points: Sequence[Point], metric: Final | None, times: Mapping[int, float]) -> _Values:
    if metric is None:
        return _Values({}, {}, ())
    own = [(n, p) for n, p in enumerate(points) if (p.key, p.split) == (metric.key, metric.split)]
    printed = [(p.time if p.time is not None else times.get(n), p.value) for n, p in own]
    return _Values(
        {point.epoch: point.value for _, point in own if point.epoch is not None},
        {point.step: point.value for _, point in own if point.step is not None},
        tuple((time, value) for time, value in printed if time is not None),
    )


def _joined(checkpoint: Checkpoint, values: _Values) -> Checkpoint:
    """Return the checkpoint with the value of the epoch or step in its name, else the last before it was written."""
    by: Literal["epoch", "step", "time"] | None = None
    value = None
    if checkpoint.epoch is not None and checkpoint.epoch in values.epochs:
        by, value = "epoch", values.epochs[checkpoint.epoch]
    elif checkpoint.step is not None and checkpoint.step in values.steps:
        by, value = "step", values.steps[checkpoint.step]
    elif checkpoint.step is not None and checkpoint.step in values.epochs and not values.steps:
        by, value = "epoch", values.epochs[checkpoint.step]  # `model_3.pt` where nothing but epochs is counted
    elif checkpoint.modified is not None and not checkpoint.has_word("best"):
        before = [each for time, each in values.times if time <= checkpoint.modified]
        by, value = ("time", before[-1]) if before else (None, None)
    return Checkpoint(checkpoint.path, checkpoint.files, checkpoint.epoch, checkpoint.step, value, by)
