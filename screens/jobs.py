"""Jobs: what runs now and what ended lately, with the log of the one under the cursor."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from screens.confirm import AskLine
from screens.glyphs import Glyphs
from screens.jobs_model import Job
from screens.log_model import LogLines
from screens.text import fit, safe_line
from screens.widgets.job_list import JobList
from screens.widgets.log_view import LogView


class JobsPane(Vertical):
    """The list of jobs and the log."""

    class StopConfirmed(Message):
        """The user typed the name of a job that is to stop."""

        def __init__(self, job: Job) -> None:
            super().__init__()
            self.job = job

    def __init__(self, glyphs: Glyphs) -> None:
        """Begin without jobs."""
        super().__init__(id="jobs")
        self.list = JobList(glyphs)
        self._title = Static("", markup=False, id="log-title")
        self._view = LogView(id="log")
        self._log: LogLines | None = None
        self._job: Job | None = None

    def compose(self):  # type: ignore[no-untyped-def]
        with VerticalScroll(id="job-scroll", can_focus=False):
            yield self.list
        with Vertical(id="job-log"):
            yield self._title
            yield self._view

    def on_mount(self) -> None:
        self.set_interval(0.5, self._follow)

    def show(self, jobs: Sequence[Job]) -> None:
        """Show the jobs as they are now."""
        self.list.show(jobs)
        now = self.list.job
        if now is not None and self._job is not None and now.run_id == self._job.run_id:
            self._job = now
            self._draw_title()

    def on_job_list_chosen(self, message: JobList.Chosen) -> None:
        message.stop()
        self._job = message.job
        path = _log_of(message.job)
        self._log = LogLines(path)
        self._view.show(self._log)
        self._draw_title()
        self._follow()

    def on_job_list_log_wanted(self, message: JobList.LogWanted) -> None:
        message.stop()
        self._view.focus()

    def on_job_list_stop_wanted(self, message: JobList.StopWanted) -> None:
        message.stop()
        job = message.job
        if not job.goes_on:
            self.notify(f"{job.run_id} does not run.", timeout=3, markup=False)
            return
        question = f"Stop {job.run_id} ({job.stage} of {job.project} on {job.host})?\nWhat it wrote stays."

        def answered(said: str | None) -> None:
            if said:
                self.post_message(self.StopConfirmed(job))

        self.app.push_screen(AskLine(question, word=job.run_id), answered)

    def on_log_view_search_wanted(self, message: LogView.SearchWanted) -> None:
        message.stop()
        self.app.push_screen(AskLine("Search the log for", value=self._view.words), self._search)

    def _search(self, words: str | None) -> None:
        if words is not None:
            self._view.words = words
            self._view.action_find(-1)

    def _follow(self) -> None:
        """Look whether the log grew; the look itself is a worker's."""
        if self._log is None or not self.display:
            return
        self.run_worker(self._look, thread=True, group="log", exclusive=True)

    def _look(self) -> None:
        log = self._log
        if log is None:
            return
        before = log.count
        while log.look():
            pass
        if log.count != before or log.count:
            self.app.call_from_thread(self._view.grew)

    def _draw_title(self) -> None:
        job = self._job
        if job is None:
            return
        width = max(20, self._title.size.width)
        title = Text(no_wrap=True).append(fit(f"LOG {safe_line(job.run_id)}   / search  G follow", width), "bold")
        if job.command and self.size.width > 60:
            title.append("\n" + fit(f"$ {safe_line(shlex.join(job.command))}", width), "dim")
        self._title.update(title)


def _log_of(job: Job) -> Path:
    """Return the log that says more: what goes to the screen, or where that is empty, the errors."""
    says_nothing = not job.stdout.exists() or job.stdout.stat().st_size == 0
    return job.stderr if says_nothing and job.stderr.exists() else job.stdout
