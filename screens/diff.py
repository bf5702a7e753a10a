"""Diff: two runs, what differs between them and what can be said about it."""

from textual.containers import Vertical

from screens.diff_model import RunDiff
from screens.widgets.diff_view import DiffView


class DiffPane(Vertical):
    """The lines of one comparison."""

    def __init__(self) -> None:
        """Begin without runs."""
        super().__init__(id="diff")
        self.lines = DiffView()

    def compose(self):  # type: ignore[no-untyped-def]
        yield self.lines

    def take(self, diff: RunDiff) -> None:
        """Show two runs."""
        self.lines.show(diff)
