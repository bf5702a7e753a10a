"""A proposal that waits: it never takes the focus, and answers only to keys pressed a while after F8."""

import shlex
import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from contracts.plan import Proposal, Step
from screens.text import fit, safe_line

DEAF_S = 0.5
"""How long keys are ignored after the card was entered: they were meant for something else."""
MOST_LINES = 14


class ProposalCard(Static, can_focus=False):
    """What would be done, and the keys that answer it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "say('once')", "do it", id="proposal.once"),
        Binding("Y", "say('always')", "always this kind", id="proposal.always"),
        Binding("n", "say('no')", "no", id="proposal.no"),
        Binding("N", "say('why')", "no, because", id="proposal.why"),
        Binding("e", "say('edit')", "edit", id="proposal.edit"),
        Binding("d", "say('details')", "all of it", id="proposal.details"),
        Binding("escape", "leave", "back", id="proposal.leave"),
        Binding("enter", "ignore", show=False, id="proposal.ignore"),
    ]
    DEFAULT_CSS = """
    ProposalCard { height: auto; border: round $warning; padding: 0 1; margin: 0 0 0 2; }
    ProposalCard:focus { border: heavy $warning; }
    """

    class Answered(Message):
        """The user said something to the proposal: `once`, `always`, `no`, `why`, `edit`, `details`."""

        def __init__(self, turn: int, said: str) -> None:
            super().__init__()
            self.turn = turn
            self.said = said

    class Left(Message):
        """The user went back to the prompt without an answer."""

    def __init__(self, turn: int, proposal: Proposal, clock: Callable[[], float] = time.monotonic) -> None:
        """Show a proposal.

        Args:
            turn: Whose it is.
            proposal: What would be done.
            clock: Seconds that only grow.
        """
        super().__init__("", markup=False)
        self.turn = turn
        self.proposal = proposal
        self._clock = clock
        self._entered: float | None = None

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def enter(self) -> None:
        """Give it the focus: the one way in."""
        self.can_focus = True
        self._entered = self._clock()
        self.focus()
        self._draw()
        self.call_after_refresh(self.scroll_visible)

    def on_blur(self) -> None:
        self.can_focus = False
        self._entered = None
        self._draw()

    def action_say(self, said: str) -> None:
        if self._hears():
            self.post_message(self.Answered(self.turn, said))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def action_ignore(self) -> None:
        """Enter does nothing: it is what somebody presses who was typing."""

    def _hears(self) -> bool:
        return self._entered is not None and self._clock() - self._entered >= DEAF_S

    def _draw(self) -> None:
        width = max(20, self.size.width)
        effects = sorted({effect for step in self.proposal.steps for effect in step.effects if effect != "read"})
        hosts = sorted({host for step in self.proposal.steps for host in step.preview.hosts})
        head = f"PROPOSED {safe_line(self.proposal.request)}"
        shown = Text(no_wrap=True).append(fit(head, width), "bold")
        where = f"   on: {safe_line(', '.join(hosts))}" if hosts else ""
        shown.append("\n" + fit(f"effects: {', '.join(effects)}{where}", width))
        lines = [line for number, step in enumerate(self.proposal.steps, 1) for line in _lines(number, step)]
        for line in lines[:MOST_LINES]:
            shown.append("\n" + fit(line, width))
        if len(lines) > MOST_LINES:
            shown.append(f"\n… {len(lines) - MOST_LINES} more lines: d shows all of it", "dim")
        keys = "y do it  Y always this kind  n no  N no, because  e edit  d all of it"
        shown.append("\n" + fit(keys if self._entered is not None else "F8 to answer", width), "bold")
        self.update(shown)


def _lines(number: int, step: Step) -> Iterator[str]:
    preview = step.preview
    yield f"{number}. {step.skill}: {safe_line(preview.says)}"
    for command in preview.commands:
        yield f"   $ {safe_line(shlex.join(command))}"
    for change in preview.files:
        yield f"   {change.what} {safe_line(change.path)}"
    if preview.packages:
        yield f"   packages: {safe_line(', '.join(preview.packages))}"
    if preview.network:
        yield f"   network: {safe_line(', '.join(preview.network))}"
    if preview.cost:
        yield f"   cost: {safe_line(preview.cost)}"
