"""The history of runs as a table: filter, order, marks, columns. Knows no screen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from screens.durations import ago
from screens.filters import Column, Filter, Row, read_filter
from screens.text import fit, safe_line

WIDTHS = {"run": 18, "status": 9, "stage": 8, "when": 5}
MARKS = ("A", "B", "C", "D", "E", "F", "G", "H")
SHORT_STATUS = {"finished": "finished", "failed": "failed !", "crashed": "crashed !", "lost": "lost !"}


@dataclass(slots=True)
class RunsModel:
    """All runs of a project, and which of them are seen in which order."""

    rows: list[Row] = field(default_factory=list)
    """Newest first."""
    seen: list[Row] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    """Columns that are loaded: name to run to value."""
    names: list[str] = field(default_factory=list)
    """Every metric and param that there is, the ones to show first in front."""
    shown: list[str] = field(default_factory=list)
    """Columns to show."""
    marked: list[str] = field(default_factory=list)
    baseline: str | None = None
    sort: str | None = None
    """None: newest first."""
    descending: bool = True
    text: str = ""
    _filter: Filter = field(default_factory=Filter)

    @property
    def problem(self) -> str:
        """What of the filter could not be read."""
        unknown = [name for name in self._filter.columns if self.names and name not in self.names]
        said = [f"no run has {name!r}" for name in unknown]
        return "; ".join(filter(None, [self._filter.problem, *said]))

    def wanted(self) -> list[str]:
        """Return the columns that filter and order need and that are not loaded yet."""
        needs = [*self._filter.columns, *([self.sort] if self.sort else [])]
        return [name for name in dict.fromkeys(needs) if name not in self.columns and name in self.names]

    def take(self, rows: list[Row], names: list[str]) -> None:
        """Take in the runs as they are now."""
        self.rows, self.names = rows, names
        if not self.shown:
            self.shown = names[:5]
        known = {row.run_id for row in rows}
        self.marked = [run for run in self.marked if run in known]

    def read(self, text: str, now: datetime) -> None:
        """Take another filter; `arrange` applies it."""
        self.text, self._filter = text, read_filter(text, now)

    def arrange(self) -> None:
        """Filter and order the runs. Takes up to 100 ms at 100,000 runs, so a worker does it."""
        tests = self._filter
        rows = [row for row in self.rows if tests(row, self.columns)] if tests.tests else list(self.rows)
        if self.sort is not None:
            rows = self._ordered(rows, self.columns.get(self.sort, {}))
        self.seen = rows

    def _ordered(self, rows: list[Row], column: Column) -> list[Row]:
        """Return rows by a column: numbers, then words; runs without a value last, NaN before them."""
        numbers, words, rest = [], [], []
        for row in rows:
            value = column.get(row.run_id)
            if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
                numbers.append((float(value), row))
            elif isinstance(value, str | bool):
                words.append((str(value), row))
            else:
                rest.append((value is None, row))
        numbers.sort(key=lambda pair: pair[0], reverse=self.descending)
        words.sort(key=lambda pair: pair[0], reverse=self.descending)
        rest.sort(key=lambda pair: pair[0])
        return [row for _, row in (*numbers, *words, *rest)]

    def mark(self, run: str) -> None:
        """Mark a run, or take its mark away."""
        if run in self.marked:
            self.marked.remove(run)
        elif len(self.marked) < len(MARKS):
            self.marked.append(run)

    def mark_of(self, run: str) -> str:
        """Return `A`, `B`, … of a marked run, `b` added on the baseline."""
        letter = MARKS[self.marked.index(run)] if run in self.marked else " "
        return f"{letter}{'b' if run == self.baseline else ' '}"

    def header(self, width: int, left: int) -> str:
        """Return the line over the table."""
        arrow = "v" if self.descending else "^"
        names = [f"{name} {arrow}" if name == self.sort else name for name in self.visible(width, left)]
        cells = [fit(safe_line(name), wide(name.removesuffix(f" {arrow}")), right=True) for name in names]
        return fit(
            f"    {fit('run', WIDTHS['run'])} {fit('status', WIDTHS['status'])} {'when':>5} " + " ".join(cells), width
        )

    def visible(self, width: int, left: int) -> list[str]:
        """Return the columns that fit, after leaving out `left` of them."""
        room = width - 4 - WIDTHS["run"] - WIDTHS["status"] - 8
        found: list[str] = []
        for name in self.shown[left:]:
            room -= wide(name) + 1
            if room < 0:
                break
            found.append(name)
        return found

    def line(self, row: Row, values: dict[str, Any] | None, width: int, left: int, now: datetime) -> str:
        """Return a run as one line; without values its columns are not loaded yet."""
        status = SHORT_STATUS.get(row.status, row.status)
        name = safe_line(row.run_id if not row.name or row.name == row.run_id else f"{row.run_id} {row.name}")
        start = f" {self.mark_of(row.run_id)} {fit(name, WIDTHS['run'])} {fit(status, WIDTHS['status'])}"
        cells = []
        for column in self.visible(width, left):
            text = "…" if values is None else cell(values.get(column))
            cells.append(fit(text, wide(column), right=not isinstance((values or {}).get(column), str)))
        return fit(f"{start} {ago(row.started_at, now):>5} {' '.join(cells)}", width)


def wide(name: str) -> int:
    """Return how wide the column of a name is."""
    return max(8, min(16, len(name) + 2))


def cell(value: Any) -> str:
    """Return a value as a cell; a dash where the run has none."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}" if not math.isnan(value) else "NaN"
    return safe_line(str(value), 200)


def summary(model: RunsModel, width: int) -> str:
    """Return the line that says what is seen."""
    count = f"{len(model.seen):,} of {len(model.rows):,}" if model.text else f"{len(model.rows):,}"
    parts: Sequence[str] = [
        f"RUNS {count}",
        f"/{model.text}" if model.text else "",
        f"sort {model.sort} {'v' if model.descending else '^'}" if model.sort else "",
        f"marked {len(model.marked)}" if model.marked else "",
        model.problem,
    ]
    return fit("  ".join(filter(None, parts)), width)
