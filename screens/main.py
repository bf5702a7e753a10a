"""The one screen: the views side by side where there is room, one of them where there is not."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from screens.chat import ChatPane
from screens.text import fit, safe_line
from screens.widgets.key_bar import KeyBar
from screens.widgets.prompt import PromptArea
from screens.widgets.proposal_card import ProposalCard
from screens.widgets.status_line import VIEWS, Situation, StatusLine

_MAIN_WIDGET = {"jobs": "#job-list", "runs": "#run-table", "diff": "#diff-view", "charts": "#plot"}
SMALLEST = (60, 15)
"""Cells: below this the screen says how to go on without it."""


class MainScreen(Screen[None]):
    """Holds the panes and shows those that belong to the view."""

    CSS_PATH = ["main.tcss", "chat.tcss", "jobs.tcss", "runs.tcss", "diff.tcss", "charts.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-lowest"), (20, "-low"), (24, "-short"), (30, "-tall")]
    AUTO_FOCUS = "#prompt-area"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "help", key_display="F1", id="help", tooltip="Keys of what has the focus"),
        Binding("f2", "view('chat')", "views", key_display="F2-F6", id="view.chat", priority=True),
        *(
            Binding(f"f{number}", f"view('{view}')", view, show=False, id=f"view.{view}", priority=True)
            for number, view in enumerate(VIEWS[1:], 3)
        ),
        *(
            Binding(f"{number}", f"view('{view}')", view, show=False, id=f"view.{view}.number")
            for number, view in enumerate(VIEWS, 1)
        ),
        Binding("f8", "review", "answer", id="review", tooltip="The proposal that waits longest"),
        Binding("f9", "side", "side panel", show=False, id="side"),
        Binding("f10", "maximise", "maximise", show=False, id="maximise"),
        Binding("ctrl+l", "redraw", "redraw", show=False, id="redraw"),
        Binding("i", "prompt", "prompt", show=False, id="prompt"),
        Binding("q", "prompt", "back", show=False, id="back"),
        Binding("escape", "escape", show=False, id="escape"),
        Binding("tab", "app.focus_next", show=False, id="focus.next"),
        Binding("shift+tab", "app.focus_previous", show=False, id="focus.previous"),
    ]

    class ViewChanged(Message):
        """Another view is shown."""

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    class HelpWanted(Message):
        """The user asked for the keys."""

    def __init__(self, chat: ChatPane, panes: Sequence[Widget], *, ascii_only: bool = False) -> None:
        """Show panes.

        Args:
            chat: The talk.
            panes: The other views; their ids are the views' names.
            ascii_only: Whether borders are drawn in ASCII.
        """
        super().__init__()
        self.chat = chat
        self._panes = panes
        self._status = StatusLine()
        self._strip = Static("", markup=False, id="strip")
        self.view = "chat"
        self.set_class(ascii_only, "-ascii")
        self.add_class("-view-chat", "-side")

    def compose(self) -> ComposeResult:
        yield self._status
        yield Static("terminal too small\nmake it 60×15, or leave with ^q and say `mlclaw --plain`", id="too-small",
                     markup=False)  # fmt: skip
        with Horizontal(id="panes"):
            for pane in self._in_order():
                pane.add_class("pane")
                yield pane
        yield self._strip
        yield KeyBar()

    def on_resize(self) -> None:
        self.set_class(self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1], "-tiny")

    def show_situation(self, situation: Situation) -> None:
        """Draw the first line."""
        if self._status.is_attached:
            self._status.show(situation)

    def show_strip(self, text: str) -> None:
        """Say in one line what runs, where there is no side panel."""
        self._strip.set_class(bool(text), "-live")
        self._strip.update(Text(fit(safe_line(text), max(1, self.size.width - 2)), no_wrap=True))

    def action_view(self, view: str) -> None:
        """Show another view, the focus in it."""
        for each in VIEWS:
            self.set_class(each == view, f"-view-{each}")
        self.view = view
        if view == "chat":
            self.set_focus(self.chat.prompt.area)
        else:
            self.set_focus(self.query_one(_MAIN_WIDGET[view]))
        self.post_message(self.ViewChanged(view))

    def action_prompt(self) -> None:
        """Go back to the prompt."""
        if self.view != "chat":
            self.action_view("chat")
            return
        self.set_focus(self.chat.prompt.area)

    def action_review(self) -> None:
        """Enter the proposal that waits longest."""
        card = self.chat.oldest_proposal()
        if card is None:
            self.notify("No proposal waits for you.", timeout=3)
            return
        if self.view != "chat":
            self.action_view("chat")
        card.enter()

    def action_side(self) -> None:
        self.toggle_class("-side")

    def action_maximise(self) -> None:
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            self.maximize(self.focused)

    def action_redraw(self) -> None:
        self.refresh(repaint=True, layout=True)

    def action_help(self) -> None:
        self.post_message(self.HelpWanted())

    def action_escape(self) -> None:
        """Climb down one step: maximised, then the focus, then the prompt."""
        if self.maximized is not None:
            self.minimize()
        elif isinstance(self.focused, PromptArea):
            self.query_one("#transcript").focus()
        else:
            self.action_prompt()

    def on_prompt_area_left(self) -> None:
        self.query_one("#transcript").focus()

    def on_proposal_card_left(self, message: ProposalCard.Left) -> None:
        message.stop()
        self.action_prompt()

    def _in_order(self) -> list[Widget]:
        """Return the panes from left to right."""
        by_name = {pane.id: pane for pane in (*self._panes, self.chat)}
        return [by_name[name] for name in ("runs", "chat", "jobs", "diff", "charts") if name in by_name]
