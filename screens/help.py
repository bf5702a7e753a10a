"""Help: the keys of what has the focus, and of everything around it."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.text import safe


class HelpScreen(ModalScreen[None]):
    """A page of text over the screen."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "dismiss", "close", id="help.close", key_display="esc"),
        Binding("j", "scroll('down')", show=False, id="help.down"),
        Binding("k", "scroll('up')", show=False, id="help.up"),
    ]

    def __init__(self, title: str, keys: Sequence[tuple[str, str]], text: str = "") -> None:
        """Show keys with what they do, and a text after them."""
        super().__init__()
        self._title = title
        self._keys = keys
        self._text = text

    def compose(self) -> ComposeResult:
        shown = Text().append(f"{self._title}\n\n", "bold")
        for key, says in self._keys:
            shown.append(f"  {key:22}", "bold")
            shown.append(f"{says}\n")
        if self._text:
            shown.append(f"\n{safe(self._text)}")
        with VerticalScroll(id="page"):
            yield Static(shown, markup=False)
        yield Static("esc closes", markup=False, id="close")

    def on_mount(self) -> None:
        self.query_one("#page").focus()

    def action_scroll(self, way: str) -> None:
        page = self.query_one("#page")
        page.scroll_relative(y=1 if way == "down" else -1, animate=False)
