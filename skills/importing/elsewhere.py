"""What readers of other programs' runs are given and give back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contracts.errors import BadRequest
from contracts.record import Point
from skills.importing.findings import Findings
from skills.importing.history import BadLine, ImportedRun, read_run
from skills.init import project_name

ProjectOf = Callable[[str | None], str]
"""Returns where a run goes, from the project that its source names."""


class Elsewhere(NamedTuple):
    """A place to import from."""

    path: Path
    project_of: ProjectOf
    findings: Findings
    id_for: Callable[[str, Path, str], str]
    """Returns the id of a run that has none: from a name for it, where it lies, and its project."""


Reader = Callable[[Elsewhere], Iterator[ImportedRun]]


def make_run(
    data: Mapping[str, Any], points: Sequence[Point], place: Elsewhere, *, project: str | None = None
) -> ImportedRun | None:
    """Return a run from the keys that a line of a history may have; None, and a finding, where it has no place here."""
    try:
        run = read_run(data, place.project_of(named_project(project)))
    except BadLine as error:
        place.findings.add_bad(0, f"{data.get('run')!r}: {error}")
        return None
    place.findings.notes.update(run.notes)
    return run._replace(points=list(points))


def named_project(said: object) -> str | None:
    """Return a project's name from what another program calls it, or None where it calls it nothing."""
    if not said or str(said).lower() in {"default", "uncategorized", "none"}:
        return None
    try:
        return project_name(str(said))
    except BadRequest:
        return None
