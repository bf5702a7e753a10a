"""Jump: a letter for each pane that is seen."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

LETTERS = "asdfgwertcv"


class JumpScreen(ModalScreen[str | None]):
    """Comes back with the selector of the pane that was chosen."""

    CSS_PATH = "jump.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "close", id="jump.close")]

    def __init__(self, panes: Sequence[tuple[str, str]]) -> None:
        """Offer panes: what each is called, and its selector."""
        super().__init__()
        self._panes = dict(zip(LETTERS, panes, strict=False))

    def compose(self) -> ComposeResult:
        shown = Text().append("Jump to\n", "bold")
        for letter, (name, _) in self._panes.items():
            shown.append(f"\n  {letter}  ", "bold")
            shown.append(name)
        yield Static(shown, markup=False, id="places")

    def on_key(self, event: events.Key) -> None:
        if event.key in self._panes:
            event.stop()
            self.dismiss(self._panes[event.key][1])

    def action_leave(self) -> None:
        self.dismiss(None)
