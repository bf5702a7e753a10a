"""The jobs, one under the other, with a cursor."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from screens.glyphs import Glyphs
from screens.jobs_model import Job, job_lines


class JobList(Static, can_focus=True):
    """Jobs as some lines each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "next", show=False, id="jobs.next"),
        Binding("k,up", "move(-1)", "previous", show=False, id="jobs.previous"),
        Binding("l", "log", "log", id="jobs.log"),
        Binding("enter", "log", show=False, id="jobs.open"),
        Binding("K", "stop", "stop", id="jobs.stop", tooltip="Stop the job; its name has to be typed"),
        Binding("c", "chart", "charts", id="jobs.chart"),
    ]
    DEFAULT_CSS = """
    JobList { height: auto; padding: 0 1; }
    """

    class Chosen(Message):
        """The cursor is on another job."""

        def __init__(self, job: Job) -> None:
            super().__init__()
            self.job = job

    class LogWanted(Chosen):
        """The user wants the log of a job on the whole view."""

    class StopWanted(Chosen):
        """The user wants a job to stop."""

    class ChartWanted(Chosen):
        """The user wants the curves of a job."""

    def __init__(self, glyphs: Glyphs) -> None:
        """Begin without jobs."""
        super().__init__("", markup=False, id="job-list")
        self._glyphs = glyphs
        self._jobs: list[Job] = []
        self._at: str | None = None

    @property
    def job(self) -> Job | None:
        """The job under the cursor."""
        return next((job for job in self._jobs if _name(job) == self._at), self._jobs[0] if self._jobs else None)

    def show(self, jobs: Sequence[Job]) -> None:
        """Show the jobs as they are now; the cursor stays on its job."""
        before = self.job
        self._jobs = list(jobs)
        now = self.job
        self._draw()
        if now is not None and (before is None or _name(before) != _name(now)):
            self._at = _name(now)
            self.post_message(self.Chosen(now))

    def on_resize(self) -> None:
        self._draw()

    def on_focus(self) -> None:
        self._draw()

    def on_blur(self) -> None:
        self._draw()

    def action_move(self, step: int) -> None:
        names = [_name(job) for job in self._jobs]
        if not names:
            return
        at = names.index(self._at) if self._at in names else 0
        self._at = names[max(0, min(len(names) - 1, at + step))]
        self._draw()
        if self.job is not None:
            self.post_message(self.Chosen(self.job))

    def action_log(self) -> None:
        self._post(self.LogWanted)

    def action_stop(self) -> None:
        self._post(self.StopWanted)

    def action_chart(self) -> None:
        self._post(self.ChartWanted)

    def _post(self, kind: type[Chosen]) -> None:
        if self.job is not None:
            self.post_message(kind(self.job))

    def _draw(self) -> None:
        width = max(20, self.size.width)
        shown = Text(no_wrap=True)
        running = [job for job in self._jobs if job.goes_on]
        ended = [job for job in self._jobs if not job.goes_on]
        head = f"JOBS  {len(running)} running" if running else "JOBS  nothing runs"
        shown.append(head, "bold")
        if not self._jobs:
            shown.append("\n\nA training shows here while it runs.\nSay `train` in the chat (F2).", "dim")
        for job in running:
            self._append(shown, job, width)
        if ended:
            shown.append("\n\nLATELY", "bold")
        for job in ended:
            self._append(shown, job, width)
        self.update(shown)

    def _append(self, shown: Text, job: Job, width: int) -> None:
        is_here = self.job is job
        for number, line in enumerate(job_lines(job, width - 2, self._glyphs)):
            mark = "> " if is_here and number == 0 else "  "
            style = (
                "reverse" if is_here and self.has_focus and number == 0 else "dim" if not job.goes_on and number else ""
            )
            shown.append(f"\n{mark}{line}", style)


def _name(job: Job) -> str:
    return f"{job.project}/{job.run_id}"
