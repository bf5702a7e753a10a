"""A history as JSON Lines, one run a line, read twice: first which runs there are, then the runs themselves."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from contracts.errors import BadRequest
from skills.importing.findings import Findings
from skills.importing.history import BadLine, ImportedRun, read_object, read_run, run_id_of
from skills.importing.source import LONGEST_LINE, NumberedLine, lines_of
from skills.init import project_name

_LEADING_RUN = re.compile(rb'\{\s*"run"\s*:\s*(?:"(?P<text>[^"\\]{1,200})"|(?P<number>\d{1,18}))\s*[,}]')


class ReadLine(NamedTuple):
    """A run and where it stood."""

    line: int
    run: ImportedRun


class Overview(NamedTuple):
    """What a history holds, before it is read in full."""

    runs: int
    projects: tuple[str, ...]
    """By the lines' own account, each name once, in order; empty where no line names one."""
    bad: int
    is_whole: bool
    """False: the file is large, and only its head was looked at."""


def overview(path: Path, *, most_lines: int) -> Overview:
    """Return what a history holds, from at most so many of its lines.

    Raises:
        BadRequest: The file cannot be read.
    """
    runs: set[tuple[str, str]] = set()
    projects: dict[str, None] = {}
    bad = count = 0
    for line in lines_of(path):
        if count == most_lines:
            return Overview(len(runs), tuple(projects), bad, False)
        count += 1
        try:
            data = _object(line)
            project = _named_project(data)
            runs.add((project or "", run_id_of(data)))
        except BadLine:
            bad += 1
            continue
        if project:
            projects[project] = None
    return Overview(len(runs), tuple(projects), bad, True)


def read_history(path: Path, findings: Findings, project_of: Callable[[str | None], str]) -> Iterator[ReadLine]:
    """Yield the runs of a history; of several lines about one run, the last.

    Args:
        path: The file.
        findings: Takes what is wrong with its lines.
        project_of: Returns where a run goes, from the project that its line names.

    Raises:
        BadRequest: The file cannot be read.
    """
    last = _repeated(path, project_of)
    for line in lines_of(path):
        try:
            data = _object(line)
            run_id, project = run_id_of(data), project_of(_named_project(data))
            newest = last.get((project, run_id), line.number)
            if newest != line.number:
                findings.notes[f"run {run_id!r} is on several lines; the last one counts"] += 1
                continue
            run = read_run(data, project)
        except BadLine as error:
            findings.add_bad(line.number, str(error))
            continue
        findings.notes.update(run.notes)
        yield ReadLine(line.number, run)


def _repeated(path: Path, project_of: Callable[[str | None], str]) -> dict[tuple[str, str], int]:
    """Return the last line of each run that several lines are about."""
    counts = Counter(run_id for line in lines_of(path) if (run_id := _quick_id(line)))
    repeated = {run_id for run_id, count in counts.items() if count > 1}
    last: dict[tuple[str, str], int] = {}
    if repeated:
        for line in lines_of(path):
            if _quick_id(line) in repeated:
                try:
                    data = _object(line)
                    project = project_of(_named_project(data))
                    last[project, read_run(data, project).record.run_id] = line.number
                except BadLine:
                    continue
    return last


def _quick_id(line: NumberedLine) -> str | None:
    """Return the id of a line's run, without reading the rest where the id comes first."""
    found = _LEADING_RUN.match(line.content)
    if found:
        return (found["text"] or found["number"]).decode("utf-8", "replace").strip()
    try:
        return run_id_of(_object(line))
    except BadLine:
        return None


def _object(line: NumberedLine) -> dict[str, Any]:
    if line.is_cut:
        raise BadLine(f"it is longer than {LONGEST_LINE // 2**20} MiB")
    return read_object(line.content)


def _named_project(data: dict[str, Any]) -> str | None:
    said = data.get("project")
    if said is None or said == "":
        return None
    if not isinstance(said, str | int) or isinstance(said, bool):
        raise BadLine("`project` is no text")
    try:
        return project_name(str(said))
    except BadRequest:
        raise BadLine(f"`project` {said!r} cannot be a project's name") from None
