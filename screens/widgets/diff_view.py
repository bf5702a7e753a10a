"""A diff by the line API."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.diff_model import Drawn, RunDiff, drawn, swapped

UNIFIED_BELOW = 110
EMPTY = "No runs to compare.\nMark two runs with space in Runs (F4), then press c."
_STYLES = {
    "title": Style(bold=True),
    "note": Style(italic=True),
    "worse": Style(color="red"),
    "better": Style(color="green"),
    "added": Style(color="green"),
    "removed": Style(color="red"),
}


class DiffView(ScrollView, can_focus=True):
    """The lines of a diff."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_square_bracket", "section(1)", "section", key_display="] [", id="diff.next-section"),
        Binding("left_square_bracket", "section(-1)", show=False, id="diff.previous-section"),
        Binding("n", "change(1)", "change", key_display="n N", id="diff.next"),
        Binding("N", "change(-1)", show=False, id="diff.previous"),
        Binding("equals_sign", "only", "only differences", key_display="=", id="diff.only"),
        Binding("u", "unified", "unified", id="diff.unified"),
        Binding("X", "swap", "swap", id="diff.swap"),
        Binding("E", "export", "export", id="diff.export"),
        Binding("j,down", "move(1)", show=False, id="diff.down"),
        Binding("k,up", "move(-1)", show=False, id="diff.up"),
        Binding("g,home", "end(0)", show=False, id="diff.top"),
        Binding("G,end", "end(1)", show=False, id="diff.bottom"),
        Binding("ctrl+d,pagedown", "page(1)", show=False, id="diff.page-down"),
        Binding("ctrl+u,pageup", "page(-1)", show=False, id="diff.page-up"),
    ]
    DEFAULT_CSS = """
    DiffView { height: 1fr; width: 1fr; scrollbar-size: 1 1; overflow-x: hidden; }
    """

    class ExportWanted(Message):
        """The user wants a page of these two runs."""

        def __init__(self, runs: list[str]) -> None:
            super().__init__()
            self.runs = runs

    def __init__(self) -> None:
        """Begin without runs."""
        super().__init__(id="diff-view")
        self._diff: RunDiff | None = None
        self._lines: list[Drawn] = []
        self._only = True
        self._unified: bool | None = None

    def show(self, diff: RunDiff) -> None:
        """Show two runs, from the top."""
        self._diff = diff
        self.scroll_home(animate=False)
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        number, width = y + self.scroll_offset.y, self.size.width
        if self._diff is None:
            words = EMPTY.splitlines()
            return Strip([Segment(words[y] if y < len(words) else "", self.rich_style)]).adjust_cell_length(width)
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[number]
        style = self.rich_style + _STYLES.get(line.style, Style.null())
        return Strip([Segment(line.text, style)]).adjust_cell_length(width, self.rich_style)

    def action_only(self) -> None:
        self._only = not self._only
        self._arrange()

    def action_unified(self) -> None:
        self._unified = not self._is_unified()
        self._arrange()

    def action_swap(self) -> None:
        if self._diff is not None:
            self.show(swapped(self._diff))

    def action_export(self) -> None:
        if self._diff is not None:
            self.post_message(self.ExportWanted([self._diff.left, self._diff.right]))

    def action_section(self, step: int) -> None:
        self._go(
            step, [number for number, line in enumerate(self._lines) if line.style == "title" and line.section >= 0]
        )

    def action_change(self, step: int) -> None:
        self._go(step, [number for number, line in enumerate(self._lines) if line.change])

    def action_move(self, step: int) -> None:
        self.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        self.scroll_relative(y=step * max(1, self.size.height // 2), animate=False)

    def action_end(self, which: int) -> None:
        self.scroll_end(animate=False) if which else self.scroll_home(animate=False)

    def _go(self, step: int, places: list[int]) -> None:
        here = int(self.scroll_offset.y)
        beyond = [place for place in places if (place > here if step > 0 else place < here)]
        if beyond:
            self.scroll_to(y=beyond[0] if step > 0 else beyond[-1], animate=False)

    def _is_unified(self) -> bool:
        return self._unified if self._unified is not None else self.size.width < UNIFIED_BELOW

    def _arrange(self) -> None:
        if self._diff is not None:
            self._lines = drawn(
                self._diff, max(20, self.size.width), only_differences=self._only, unified=self._is_unified()
            )
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()
