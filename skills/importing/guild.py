"""Guild's runs, without its package: folders with `.guild/attrs` and TensorBoard event files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.errors import Refused
from skills.importing.elsewhere import Elsewhere, make_run
from skills.importing.history import ImportedRun
from skills.importing.metric_files import times_of
from skills.importing.plain_yaml import plain_value, read_yaml
from skills.metrics.structured.folder import read_structured


def read_guild(place: Elsewhere) -> Iterator[ImportedRun]:
    """Yield the runs of a Guild home, of its folder of runs, or of one run's folder.

    Raises:
        Refused: There is none.
    """
    folders = guild_runs(place.path)
    if not folders:
        raise Refused(f"No Guild run was found in {str(place.path)!r}. Name the folder `.guild/runs`.")
    for folder in folders:
        found = read_structured(folder)
        for path, file in found:
            if file.problem_count:
                place.findings.notes[f"{folder.name}/{path}: {file.problems[0]}"] += file.problem_count
        points = [point for each in found for point in each.file.points]
        data = _facts(folder)
        times = times_of(points)
        if run := make_run(
            {**times, **{key: value for key, value in data.items() if value is not None}}, points, place
        ):
            yield run


def guild_runs(path: Path) -> list[Path]:
    """Return the folders of runs below a folder; none where Guild wrote nothing there."""
    if (path / ".guild" / "attrs").is_dir():
        return [path]
    homes = [path, path / "runs", path / ".guild" / "runs"]
    return sorted(run for home in homes if home.is_dir() for run in home.iterdir() if (run / ".guild/attrs").is_dir())


def _facts(folder: Path) -> dict[str, Any]:
    attrs = {path.name: _text(path) for path in sorted((folder / ".guild" / "attrs").iterdir()) if path.is_file()}
    value = {name: plain_value(text) for name, text in attrs.items() if "\n" not in text}
    operation = (_text(folder / ".guild" / "opref").split() or [""])[-1]
    exit_status = value.get("exit_status")
    status = None if exit_status is None else "finished" if exit_status == 0 else "failed"
    tags = value.get("tags")
    return {
        "run": str(value.get("id") or folder.name),
        "name": value.get("label"),
        "stage": operation.split(":")[-1] if operation else None,
        "status": status,
        "started_at": value.get("started"),
        "finished_at": value.get("stopped"),
        "host": value.get("host"),
        "seed": value.get("random_seed"),
        "params": read_yaml(attrs.get("flags", "")),
        "tags": tags if isinstance(tags, list) else None,
        "exit_code": exit_status,
        "operation": operation,
    }


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except FileNotFoundError:
        return ""
