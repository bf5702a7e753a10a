"""Show events as lines on standard error, so that standard output holds answers alone."""

import sys

from contracts.events import Event, Output, Progress, RunChanged, StepFinished, StepStarted, Warned
from skills.safe_text import shown


class ProgressLines:
    """Writes one line for each event worth one."""

    def __init__(self) -> None:
        """Write to standard error; on a terminal, progress overwrites its own line."""
        self._is_terminal = sys.stderr.isatty()
        self._last = ""

    def __call__(self, event: Event) -> None:
        """Show an event."""
        match event:
            case StepStarted():
                self._line(f"[{event.number}/{event.of}] {event.skill}: {event.title}")
            case Progress():
                self._progress(event.text)
            case Output():
                self._progress(event.line)
            case RunChanged():
                self._line(f"      {event.run_id} {event.status}")
            case Warned():
                self._line(f"      warning: {event.text}")
            case StepFinished():
                self._line(f"      {event.skill} {event.status} in {event.elapsed_s:.1f} s")

    def _progress(self, text: str) -> None:
        text = f"      {shown(text)}"[:118]
        if text == self._last:
            return
        self._last = text
        if self._is_terminal:
            self._write(f"\r\x1b[K{text}")
        else:
            self._write(f"{text}\n")

    def _line(self, text: str) -> None:
        self._write(f"\r\x1b[K{shown(text)}\n" if self._is_terminal else f"{shown(text)}\n")

    @staticmethod
    def _write(text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            pass  # the terminal was closed; the work goes on
