"""The table of runs by the line API: a line is made when it is seen, whatever their number."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from screens.filters import Row
from screens.runs_model import RunsModel

PAGE_AFTER_S = 0.04


class RunTable(ScrollView, can_focus=True):
    """Rows of fixed columns with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "mark", id="runs.mark"),
        Binding("v", "mark_range", "mark range", show=False, id="runs.range"),
        Binding("asterisk", "mark_all", "mark all", show=False, id="runs.all"),
        Binding("U", "mark_none", "unmark", show=False, id="runs.none"),
        Binding("b", "baseline", "baseline", id="runs.baseline"),
        Binding("c", "ask('compare')", "compare", id="runs.compare"),
        Binding("D", "ask('diff')", "diff", show=False, id="runs.diff"),
        Binding("s", "ask('sort')", "sort", id="runs.sort"),
        Binding("S", "ask('reverse')", "reverse", show=False, id="runs.reverse"),
        Binding("o", "ask('columns')", "columns", id="runs.columns"),
        Binding("slash", "ask('filter')", "filter", id="runs.filter", key_display="/"),
        Binding("enter", "ask('open')", "open", show=False, id="runs.open"),
        Binding("y", "ask('copy')", "copy id", show=False, id="runs.copy"),
        Binding("E", "ask('export')", "report", show=False, id="runs.export"),
        Binding("r", "ask('refresh')", "refresh", show=False, id="runs.refresh"),
        Binding("m", "ask('charts')", "charts", show=False, id="runs.charts"),
        Binding("escape", "ask('clear')", "clear", show=False, id="runs.clear"),
        Binding("j,down", "move(1)", show=False, id="runs.down"),
        Binding("k,up", "move(-1)", show=False, id="runs.up"),
        Binding("ctrl+d", "page(0.5)", show=False, id="runs.half-down"),
        Binding("ctrl+u", "page(-0.5)", show=False, id="runs.half-up"),
        Binding("pagedown", "page(1.0)", show=False, id="runs.page-down"),
        Binding("pageup", "page(-1.0)", show=False, id="runs.page-up"),
        Binding("g,home", "end(0)", show=False, id="runs.first"),
        Binding("G,end", "end(1)", show=False, id="runs.last"),
        Binding("h,left", "across(-1)", show=False, id="runs.left"),
        Binding("l,right", "across(1)", show=False, id="runs.right"),
    ]
    DEFAULT_CSS = """
    RunTable { height: 1fr; scrollbar-size: 1 1; overflow-x: hidden; }
    """

    class Asked(Message):
        """The user wants something done with the runs."""

        def __init__(self, what: str, run: str | None) -> None:
            super().__init__()
            self.what = what
            self.run = run

    class Moved(Message):
        """The cursor is on another run."""

        def __init__(self, run: str | None) -> None:
            super().__init__()
            self.run = run

    class PageWanted(Message):
        """These runs are seen and their columns are not loaded."""

        def __init__(self, runs: list[str]) -> None:
            super().__init__()
            self.runs = runs

    def __init__(self, model: RunsModel) -> None:
        """Show a table's rows as they are seen."""
        super().__init__(id="run-table")
        self._model = model
        self._values: dict[str, dict[str, Any]] = {}
        self._asked: set[str] = set()
        self._at = 0
        self._left = 0
        self._from: int | None = None
        self._resting: Timer | None = None

    @property
    def row(self) -> Row | None:
        """The run under the cursor."""
        seen = self._model.seen
        return seen[self._at] if 0 <= self._at < len(seen) else None

    def arranged(self) -> None:
        """Draw the rows as the model has them now; the cursor stays on its run where it is seen."""
        self._at = max(0, min(self._at, len(self._model.seen) - 1))
        self.virtual_size = Size(self.size.width, len(self._model.seen))
        self._follow()

    def forget_values(self) -> None:
        """Load the columns again."""
        self._values.clear()
        self._asked.clear()

    def take_values(self, values: Mapping[str, dict[str, Any]]) -> None:
        """Take in the columns of some runs."""
        if len(self._values) > 5000:
            self._values.clear()
        self._values.update(values)
        self._asked.difference_update(values)
        self.refresh()

    def header(self) -> str:
        """Return the names over the columns."""
        return self._model.header(self.size.width, self._left)

    def values_of(self, run: str) -> dict[str, Any]:
        """Return what is loaded of a run."""
        return self._values.get(run, {})

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        number, width = y + self.scroll_offset.y, self.size.width
        seen = self._model.seen
        if number >= len(seen):
            return Strip.blank(width, self.rich_style)
        row = seen[number]
        line = self._model.line(row, self._values.get(row.run_id), width, self._left, datetime.now(UTC))
        style = self.rich_style
        if number == self._at:
            style += Style(reverse=True) if self.has_focus else Style(bold=True, underline=False)
        elif row.run_id in self._model.marked:
            style += Style(bold=True)
        return Strip([Segment(line, style)], width)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._model.seen))
        self._want_page()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._want_page()

    def action_move(self, step: int) -> None:
        self._at = max(0, min(len(self._model.seen) - 1, self._at + step))
        self._follow()

    def action_page(self, part: float) -> None:
        self.action_move(int(part * max(2, self.size.height)))

    def action_end(self, which: int) -> None:
        self._at = max(0, len(self._model.seen) - 1) if which else 0
        self._follow()

    def action_across(self, step: int) -> None:
        self._left = max(0, min(len(self._model.shown) - 1, self._left + step))
        self.refresh()
        self.post_message(self.Moved(self.row.run_id if self.row else None))

    def action_mark(self) -> None:
        if self.row is not None:
            self._model.mark(self.row.run_id)
            self._from = self._at
            self.action_move(1)

    def action_mark_range(self) -> None:
        first, last = sorted((self._at if self._from is None else self._from, self._at))
        for row in self._model.seen[first : last + 1]:
            if row.run_id not in self._model.marked:
                self._model.mark(row.run_id)
        self._follow()

    def action_mark_all(self) -> None:
        for row in self._model.seen[:8]:
            if row.run_id not in self._model.marked:
                self._model.mark(row.run_id)
        self._follow()

    def action_mark_none(self) -> None:
        self._model.marked.clear()
        self._follow()

    def action_baseline(self) -> None:
        run = self.row.run_id if self.row else None
        self._model.baseline = None if run == self._model.baseline else run
        self._follow()

    def action_ask(self, what: str) -> None:
        self.post_message(self.Asked(what, self.row.run_id if self.row else None))

    def _follow(self) -> None:
        """Bring the cursor into sight and say where it is."""
        self.scroll_to_region(Region(0, self._at, 1, 1), animate=False, force=True)
        self.refresh()
        self._want_page()
        self.post_message(self.Moved(self.row.run_id if self.row else None))

    def _want_page(self) -> None:
        """Ask for the columns of what is seen, once the scrolling rests."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(PAGE_AFTER_S, self._ask_for_page)

    def _ask_for_page(self) -> None:
        first, height = int(self.scroll_offset.y), max(1, self.size.height)
        page = [row.run_id for row in self._model.seen[max(0, first - height) : first + 2 * height]]
        missing = [run for run in page if run not in self._values and run not in self._asked]
        if missing:
            self._asked.update(missing)
            self.post_message(self.PageWanted(missing))
