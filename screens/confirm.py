"""A question that a typed word answers, or one line of text."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.text import safe


class AskLine(ModalScreen[str | None]):
    """Asks for a line; with `word`, only that word is a yes. Comes back with None where the user left."""

    CSS_PATH = "confirm.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", id="ask.leave")]

    def __init__(self, question: str, *, word: str | None = None, value: str = "") -> None:
        """Ask.

        Args:
            question: What is asked, in lines.
            word: What has to be typed for a yes; absent: any text will do.
            value: What stands there at first.
        """
        super().__init__()
        self._question = question
        self._word = word
        self._value = value

    def compose(self) -> ComposeResult:
        with Vertical(id="ask"):
            yield Static(safe(self._question), markup=False)
            hint = f"type {self._word} and enter; esc leaves" if self._word else "enter takes it; esc leaves"
            yield Input(self._value, placeholder=hint, id="line")
            yield Static(hint, markup=False, id="hint")

    def on_mount(self) -> None:
        line = self.query_one(Input)
        line.cursor_blink = False
        line.focus()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        said = message.value.strip()
        if self._word is None or said == self._word:
            self.dismiss(said)
        else:
            message.input.value = ""
            self.query_one("#hint", Static).update(f"not done: that is not {self._word}. esc leaves")

    def action_leave(self) -> None:
        self.dismiss(None)
