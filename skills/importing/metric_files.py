"""Files of metrics as runs: a single one, or a folder in which each folder that holds some is a run."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from contracts.errors import BadRequest, Refused
from contracts.lexicon import split_of
from contracts.record import Point
from skills.importing.elsewhere import Elsewhere, make_run
from skills.importing.history import ImportedRun
from skills.importing.plain_yaml import read_yaml
from skills.metrics.structured.folder import FoundFile, read_structured, reader_of
from skills.metrics.structured.rows import NotMetrics
from skills.metrics.structured.tables import read_csv
from skills.metrics.structured.tensorboard import read_events

IMPORTED_FROM = "imported_from"
_PARAMS = ("hparams.yaml", "args.yaml", "config.yaml", "params.yaml")
_INSIDE = re.compile(r"checkpoint-\d+|\.guild")


def read_metric_file(place: Elsewhere, kind: str) -> Iterator[ImportedRun]:
    """Yield the run that one file tells of.

    Raises:
        BadRequest: It cannot be read.
        Refused: It holds no metrics of a training.
    """
    path = place.path
    reader = {"csv": read_csv, "tensorboard": read_events}.get(kind) or reader_of(path)
    try:
        file = reader(path, path.name) if reader else None
    except NotMetrics as error:
        raise Refused(
            f"{str(path)!r} is no log of metrics: {error}. A row needs a step or an epoch beside its metrics."
        ) from error
    except OSError as error:
        raise BadRequest(f"{str(path)!r} cannot be read: {error.strerror or error}. Check its permissions.") from error
    if file is None or not file.points:
        why = "; ".join(file.problems) if file and file.problems else "there is no scalar in it"
        raise Refused(
            f"No metric was found in {str(path)!r}: {why}. Name the folder of the run if there are other files."
        )
    yield from _run(place, path, _stem(path, kind), [FoundFile(path.name, file)])


def read_metric_folder(place: Elsewhere, kind: str | None) -> Iterator[ImportedRun]:
    """Yield the runs below a folder; with a kind, from files of that kind alone.

    Raises:
        Refused: There is none.
    """
    homes: dict[PurePosixPath, list[FoundFile]] = {}
    for found in read_structured(place.path):
        if kind is None or found.file.kind == kind:
            homes.setdefault(_home(PurePosixPath(found.path)), []).append(found)
    if not any(found.file.points for files in homes.values() for found in files):
        raise Refused(
            f"No metrics were found below {str(place.path)!r}. Looked for: TensorBoard event files, CSV and JSON Lines "
            "logs with a step or epoch, and trainer states. Name the file itself, or say its `--format`."
        )
    for home, files in sorted(homes.items()):
        stem = "-".join(home.parts) if home.parts else place.path.name
        yield from _run(place, place.path / home, stem, files)


def _home(file: PurePosixPath) -> PurePosixPath:
    """Return the folder of the run: that of the file, or above a folder that only names a split or a checkpoint."""
    home = file.parent
    while home.parts and (split_of(home.name) or _INSIDE.fullmatch(home.name)):
        home = home.parent
    return home


def _run(place: Elsewhere, origin: Path, stem: str, files: list[FoundFile]) -> Iterator[ImportedRun]:
    for path, file in files:
        if file.problem_count:
            place.findings.notes[f"{path}: {file.problems[0]}"] += file.problem_count
    points = [point for found in files for point in found.file.points]
    if not points:
        return
    project = place.project_of(None)
    data: dict[str, Any] = {
        "run": place.id_for(stem, origin, project),
        "name": stem,
        "stage": "train",
        "status": "finished",
        "params": params_beside(origin if origin.is_dir() else origin.parent) if _is_alone(origin) else {},
        **times_of(points),
    }
    run = make_run(data, points, place)
    if run:
        extra = {**run.record.extra, IMPORTED_FROM: str(origin)}
        yield run._replace(record=run.record.model_copy(update={"extra": extra}))


def _is_alone(origin: Path) -> bool:
    return origin.is_dir() or reader_of(origin) is read_events or origin.name in {"metrics.csv", "results.csv"}


def _stem(path: Path, kind: str) -> str:
    """Return a name for a file's run: its folder's where every such file has the same name."""
    generic = kind != "csv" or path.name in {"metrics.csv", "results.csv"}
    return path.parent.name if generic and path.parent.name else path.stem


def times_of(points: list[Point]) -> dict[str, str]:
    """Return when the points began and ended, as a line of a history says it."""
    times = [point.time for point in points if point.time]
    if not times:
        return {}
    ends = {"started_at": min(times), "finished_at": max(times)}
    return {key: datetime.fromtimestamp(time, UTC).isoformat() for key, time in ends.items()}


def params_beside(folder: Path) -> dict[str, Any]:
    """Return the parameters in the YAML files that training libraries write beside their metrics."""
    params: dict[str, Any] = {}
    for name in _PARAMS:
        try:
            params |= read_yaml((folder / name).read_text("utf-8", "replace"))
        except (FileNotFoundError, NotADirectoryError):
            continue
    return {key: value for key, value in params.items() if value is not None}
