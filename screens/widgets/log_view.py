"""A log of any size: only the lines on the screen are read."""

import re
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.log_model import LogLines
from screens.text import LONGEST_LINE, safe

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
BLOCK = 64
BLOCKS_KEPT = 16


class LogView(ScrollView, can_focus=True):
    """Lines by the line API; follows the end until the user scrolls up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "search", id="log.search", key_display="/"),
        Binding("n", "find(1)", "next", id="log.next", show=False),
        Binding("N", "find(-1)", "previous", id="log.previous", show=False),
        Binding("g,home", "top", "begin", id="log.top", show=False),
        Binding("G,end,f", "follow", "follow", id="log.follow", key_display="G"),
        Binding("j,down", "move(1)", show=False, id="log.down"),
        Binding("k,up", "move(-1)", show=False, id="log.up"),
        Binding("h,left", "across(-8)", show=False, id="log.left"),
        Binding("l,right", "across(8)", show=False, id="log.right"),
        Binding("ctrl+d,pagedown", "page(1)", show=False, id="log.page-down"),
        Binding("ctrl+u,pageup", "page(-1)", show=False, id="log.page-up"),
    ]
    DEFAULT_CSS = """
    LogView { height: 1fr; scrollbar-size: 1 1; background: $background; overflow-x: hidden; }
    LogView:focus { background: $surface; }
    """

    class SearchWanted(Message):
        """The user wants to search the log."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin without a log."""
        super().__init__(id=id)
        self._log: LogLines | None = None
        self._blocks: dict[int, list[str]] = {}
        self._left = 0
        self.follows = True
        self.words = ""
        self._found: int | None = None

    def show(self, log: LogLines | None) -> None:
        """Show another log, from its end."""
        self._log, self._blocks, self._left, self.follows, self._found = log, {}, 0, True, None
        self.grew()

    def grew(self) -> None:
        """Draw what the log gained since the last time."""
        count = self._log.count if self._log else 0
        self._blocks.pop(max(0, self.virtual_size.height - 1) // BLOCK, None)
        if count < self.virtual_size.height:
            self._blocks.clear()
        self.virtual_size = Size(self.size.width, count)
        if self.follows:
            self.scroll_end(animate=False, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        number, width = y + self.scroll_offset.y, self.size.width
        if self._log is None or number >= self._log.count:
            blank = "no log yet" if y == 0 and (self._log is None or self._log.count == 0) else ""
            return Strip([Segment(blank.ljust(width), self.rich_style)])
        text = _coloured(self._line(number))
        if self.words:
            text.highlight_words([self.words], "reverse", case_sensitive=False)
        style = self.rich_style + Style(bold=True) if number == self._found else self.rich_style
        strip = Strip(text.render(self.app.console)).crop(self._left, self._left + width)
        return strip.apply_style(style).adjust_cell_length(width, style)

    def found(self, number: int | None) -> None:
        """Go to a line that a search found."""
        self._found = number
        if number is None:
            self.notify(f"{self.words!r} is not further on.", timeout=2, markup=False)
            return
        self.follows = False
        self.scroll_to(y=max(0, number - self.size.height // 2), animate=False)
        self.refresh()

    def action_search(self) -> None:
        self.post_message(self.SearchWanted())

    def action_find(self, step: int) -> None:
        log = self._log
        if log is None or not self.words:
            return
        start = (
            self._found
            if self._found is not None
            else int(self.scroll_offset.y) + (self.size.height if step < 0 else -1)
        )
        words = self.words

        def look() -> None:
            number = log.find(words, start, step)
            self.app.call_from_thread(self.found, number)

        self.run_worker(look, thread=True, group="find", exclusive=True)

    def action_top(self) -> None:
        self.follows = False
        self.scroll_home(animate=False)

    def action_follow(self) -> None:
        self.follows = True
        self.scroll_end(animate=False)

    def action_move(self, step: int) -> None:
        self.follows = False
        self.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        self.follows = False
        self.scroll_relative(y=step * max(1, self.size.height // 2), animate=False)

    def action_across(self, step: int) -> None:
        self._left = max(0, min(LONGEST_LINE, self._left + step))
        self.refresh()

    def _line(self, number: int) -> str:
        block = number // BLOCK
        if block not in self._blocks and self._log is not None:
            while len(self._blocks) >= BLOCKS_KEPT:
                self._blocks.pop(next(iter(self._blocks)))
            self._blocks[block] = self._log.read(block * BLOCK, BLOCK)
        lines = self._blocks.get(block, [])
        return lines[number % BLOCK] if number % BLOCK < len(lines) else ""


def _coloured(line: str) -> Text:
    """Return a line with its colours and no other escapes."""
    line = line[:LONGEST_LINE]
    if "\x1b" not in line:
        return Text(safe(line), no_wrap=True, end="")
    parts = _COLOURS.findall(line)
    rest = [safe(part) for part in _COLOURS.split(line)]
    mixed = "".join(text + code for text, code in zip(rest, [*parts, ""], strict=True))
    return Text.from_ansi(mixed, no_wrap=True, end="")
