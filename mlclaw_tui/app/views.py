"""The views beside the talk: what they show is looked up in workers and handed over; what they ask is done."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from mlclaw_tui.app import comparing
from mlclaw_tui.app.core import Core
from mlclaw_tui.app.looks import JobLook
from screens.charts import ChartsPane
from screens.diff import DiffPane
from screens.glyphs import Glyphs
from screens.jobs import JobsPane
from screens.jobs_model import Job
from screens.runs import RunsPane


class Looks(Protocol):
    """What the views need of the app."""

    def look(self, group: str, find: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Find something in a thread and show it, unless a newer look of the group began."""
        ...

    def go_to(self, view: str) -> None:
        """Show another view."""
        ...

    def jobs_changed(self, jobs: Sequence[Job], *, first: bool) -> None:
        """Take in the jobs as they are now."""
        ...


class Views:
    """Jobs, runs, diff and charts of one home."""

    def __init__(self, app: Looks, core: Core, glyphs: Glyphs) -> None:
        """Make the panes; nothing is looked up."""
        self._app = app
        self._core = core
        self._job_look = JobLook(core.workspace, core.looks)
        self.jobs = JobsPane(glyphs)
        self.runs = RunsPane()
        self.diff = DiffPane()
        self.charts = ChartsPane(glyphs)
        self._first = True
        self._running: list[str] = []

    def look_at_jobs(self) -> None:
        """Look what runs."""
        self._app.look("jobs", self._job_look.jobs, self._take_jobs)

    def look_at_runs(self) -> None:
        """Read the history."""
        project = self._core.current_project
        store = self._core.looks
        shown = self._core.shown_columns(project)
        self._app.look(
            "runs",
            lambda: comparing.rows_of(store, project),
            lambda found: self.runs.take_rows(found[0], found[1], shown),
        )

    def load_columns(self, names: list[str]) -> None:
        """Read whole columns, for a filter or an order."""
        project, store = self._core.current_project, self._core.looks
        self._app.look("columns", lambda: comparing.columns_of(store, project, names), self.runs.take_columns)

    def load_page(self, runs: list[str]) -> None:
        """Read the columns of the runs that are seen."""
        project, store = self._core.current_project, self._core.looks
        self._app.look(
            f"page {runs[0]}", lambda: comparing.values_of(store, project, runs), self.runs.table.take_values
        )

    def choose_columns(self, names: list[str]) -> None:
        """Keep which columns are shown."""
        self._core.keep_columns(self._core.current_project, names)

    def compare(self, runs: Sequence[str]) -> str:
        """Show two runs beside each other; return why not where it cannot be."""
        if len(runs) < 2:
            return "Mark two runs with space first."
        first, second = runs[:2]
        baseline = self.runs.model.baseline
        if baseline == second:
            first, second = second, first
        workspace, store = self._core.workspace, self._core.looks
        self._app.look("diff", lambda: comparing.diff_of(workspace, store, first, second), self.diff.take)
        self._app.go_to("diff")
        return ""

    def draw(self, project: str, runs: Sequence[str]) -> None:
        """Show the curves of runs."""
        store = self._core.looks
        self._app.look("curves", lambda: comparing.curves_of(store, project, list(runs)[:8]), self.charts.take)
        self._app.go_to("charts")

    def _take_jobs(self, jobs: list[Job]) -> None:
        self.jobs.show(jobs)
        running = [job.run_id for job in jobs if job.goes_on]
        if running != self._running or self._first:
            self.look_at_runs()
        self._running = running
        self._app.jobs_changed(jobs, first=self._first)
        self._first = False
