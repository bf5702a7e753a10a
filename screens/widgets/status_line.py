"""The first line: the views, what waits for a yes, the machine."""

from dataclasses import dataclass

from rich.text import Text
from textual.widgets import Static

from screens.text import fit, safe_line

VIEWS = ("chat", "jobs", "runs", "diff", "charts")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the first line says."""

    view: str = "chat"
    jobs: int = 0
    waiting: int = 0
    queued: int = 0
    project: str = ""
    machine: str = ""
    """`local cpu 31% mem 40%`"""
    read_only: bool = False
    notice: str = ""
    """Something that needs to be seen now: the store is busy, a view failed."""


class StatusLine(Static):
    """One line, drawn anew when the situation changes."""

    DEFAULT_CSS = """
    StatusLine { height: 1; dock: top; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__("", markup=False, id="status")
        self._situation = Situation()

    def show(self, situation: Situation) -> None:
        """Show it; nothing is drawn where it is as before."""
        if situation != self._situation:
            self._situation = situation
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        now, width = self._situation, self.size.width
        line = Text(no_wrap=True)
        line.append(" MLClaw ", "bold")
        for number, view in enumerate(VIEWS, 1):
            jobs = f"({now.jobs})" if view == "jobs" and now.jobs else ""
            active = view == now.view
            line.append(f" {number} {view.capitalize()}{jobs}{'*' if active else ' '}", "reverse" if active else "")
        if now.waiting:
            line.append(f" !{now.waiting} F8 ", "bold reverse")
        if now.queued:
            line.append(f" +{now.queued} queued")
        right = "  ".join(filter(None, [now.notice, "read-only" if now.read_only else "", now.project, now.machine]))
        room = width - line.cell_len - 2
        right = safe_line(right)
        line.append(" " * max(1, room - len(right) + 1) + fit(right, min(room, len(right))) if room > 4 else "")
        self.update(line)
