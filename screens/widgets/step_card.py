"""A skill call as one line, with what it printed under it once it is opened."""

import time
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.durations import short
from screens.glyphs import Glyphs, bar
from screens.text import fit, safe_line
from screens.transcript import StepState

OPENED_LINES = 12
CLOSED_AFTER_FAILURE = 6


class StepCard(Static, can_focus=True):
    """One step of a turn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x,enter", "expand", "open or close", id="step.expand", key_display="space"),
    ]
    DEFAULT_CSS = """
    StepCard { height: auto; padding: 0 0 0 2; color: $foreground; }
    StepCard:focus { background: $panel; }
    StepCard.-failed { color: $error; }
    """

    def __init__(self, step: StepState, glyphs: Glyphs) -> None:
        """Show a step."""
        super().__init__("", markup=False)
        self.step = step
        self.began = time.monotonic()
        self._glyphs = glyphs
        self._is_open = False

    def on_mount(self) -> None:
        self.show()

    def on_resize(self) -> None:
        self.show()

    def show(self) -> None:
        """Draw the step as it is now."""
        step, signs, width = self.step, self._glyphs, max(20, self.size.width)
        sign = {"running": signs.running, "done": signs.done, "failed": signs.failed}[step.status]
        took = step.elapsed_s if step.elapsed_s is not None else time.monotonic() - self.began
        right = f"{short(took)}" if step.status != "running" else f"{step.status} {short(took)}"
        state = "" if step.status == "done" else f" {step.status}" if step.status == "failed" else ""
        counted = f"[{step.number}/{step.of}] " if step.of > 1 else ""
        left = f"{sign} {counted}{step.skill}{state}  {safe_line(step.title)}"
        shown = Text(fit(left, width - len(right) - 2) + "  " + right, no_wrap=True)
        for line in self._below(width):
            shown.append("\n" + line, "dim")
        self.set_class(step.status == "failed", "-failed")
        self.update(shown)

    def action_expand(self) -> None:
        self._is_open = not self._is_open
        self.show()

    def _below(self, width: int) -> list[str]:
        step = self.step
        lines = [f"  ! {safe_line(text)}" for text in step.warnings[-3:]]
        if step.status == "running" and step.progress and not self._is_open:
            gauge = f"{bar(step.fraction, 10, self._glyphs)} {step.fraction:4.0%} " if step.fraction is not None else ""
            lines.append(f"  {gauge}{safe_line(step.progress)}")
        most = OPENED_LINES if self._is_open else CLOSED_AFTER_FAILURE if step.status == "failed" else 0
        if most:
            printed = [f"  {safe_line(line)}" for line in list(step.lines)[-most:]]
            lines += printed or (["  it printed nothing"] if self._is_open else [])
        return [fit(line, width) for line in lines]
