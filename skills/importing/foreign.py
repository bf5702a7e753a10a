"""Which reader brings in what: files of metrics, and the runs of MLflow, Guild and W&B."""

from collections.abc import Iterator
from pathlib import Path

from contracts.errors import BadRequest
from skills.importing.elsewhere import Elsewhere
from skills.importing.guild import read_guild
from skills.importing.history import ImportedRun
from skills.importing.metric_files import read_metric_file, read_metric_folder
from skills.importing.mlflow import read_mlflow_database, read_mlruns
from skills.importing.weights_and_biases import read_wandb

PROGRAMS = {"mlflow": "MLflow", "guild": "Guild", "wandb": "W&B", "tensorboard": "TensorBoard", "csv": "CSV"}


def read_foreign(place: Elsewhere, kind: str) -> Iterator[ImportedRun]:
    """Yield the runs of a place.

    Args:
        place: Where they lie and where they go.
        kind: What `source.format_of` said.

    Raises:
        BadRequest: A file cannot be read.
        Refused: It holds no run.
    """
    try:
        yield from _read(place, kind)
    except OSError as error:
        raise BadRequest(
            f"{str(error.filename or place.path)!r} cannot be read: {error.strerror or error}. Check its permissions."
        ) from error


def _read(place: Elsewhere, kind: str) -> Iterator[ImportedRun]:
    path = place.path
    if kind == "guild":
        yield from read_guild(place)
    elif kind == "wandb":
        yield from read_wandb(place)
    elif kind == "mlflow":
        yield from read_mlflow_database(place) if _is_database(path) else read_mlruns(place)
    elif path.is_dir():
        yield from read_metric_folder(place, None if kind == "folder" else kind)
    else:
        yield from read_metric_file(place, kind)


def _is_database(path: Path) -> bool:
    has_folders = (path / "mlruns").is_dir() or (path / "meta.yaml").exists() or any(path.glob("*/meta.yaml"))
    return path.is_file() or (not has_folders and (path / "mlflow.db").is_file())
