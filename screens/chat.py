"""The talk: requests, what is being done, proposals, answers, and the prompt."""

import asyncio
from collections.abc import Sequence

from rich.text import Text
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from screens.completion import Completer
from screens.glyphs import Glyphs
from screens.history import History
from screens.text import safe_line
from screens.transcript import Transcript, Turn
from screens.widgets.prompt import Prompt
from screens.widgets.proposal_card import ProposalCard
from screens.widgets.turn_view import TurnView

MOUNTED = 20
"""How many turns are on the screen; older ones come back with `load earlier`."""

WELCOME = (
    ("Say what you want. Nothing is changed before you say yes.", ""),
    ("set up the code in ~/project", "reads it and builds its environment"),
    ("train with lr=0.01, then evaluate", "how is it doing? · show me a chart"),
    ("which of my last 5 runs was best?", "what was different?"),
    ("F7", "the bundled example, step by step"),
    ("F1", "help: the keys of what has the focus"),
)


class ChatPane(Vertical):
    """The talk and its prompt."""

    def __init__(self, transcript: Transcript, history: History, completer: Completer, glyphs: Glyphs) -> None:
        """Show a talk.

        Args:
            transcript: Its turns; the pane draws them again when it is told.
            history: What was typed before.
            completer: What can be typed next.
            glyphs: The signs to draw with.
        """
        super().__init__(id="chat")
        self._transcript = transcript
        self._glyphs = glyphs
        self._one_at_a_time = asyncio.Lock()
        self._views: dict[int, TurnView] = {}
        self.prompt = Prompt(history, completer)
        self._scroll = VerticalScroll(id="transcript")
        self._welcome = Static(_welcome(), markup=False, id="welcome")
        self._unfinished = Static("", markup=False, id="unfinished")

    def compose(self):  # type: ignore[no-untyped-def]
        with self._scroll:
            yield self._welcome
            yield self._unfinished
        yield self.prompt

    async def on_mount(self) -> None:
        self._unfinished.display = False
        self._scroll.anchor()
        self.set_interval(1.0, self._tick)
        for turn in self._transcript.turns[-MOUNTED:]:
            await self.show(turn)

    def show_unfinished(self, lines: Sequence[str]) -> None:
        """Show what an earlier talk left: jobs that run, proposals that wait, requests that were cut off."""
        self._unfinished.display = bool(lines)
        self._unfinished.update(Text("\n".join(["Unfinished", *(f"  {safe_line(line)}" for line in lines)])))

    async def show(self, turn: Turn) -> None:
        """Draw a turn as it is now."""
        async with self._one_at_a_time:
            await self._show(turn)

    async def _show(self, turn: Turn) -> None:
        self._welcome.display = False
        view = self._views.get(turn.number)
        if view is not None:
            await view.show()
        else:
            view = self._views[turn.number] = TurnView(turn, self._glyphs)
            await self._scroll.mount(view)
        for number in sorted(self._views)[:-MOUNTED]:
            if self._views[number].turn.has_ended:
                await self._views.pop(number).remove()

    async def load_earlier(self) -> None:
        """Bring back turns that were taken off the screen."""
        first = min(self._views, default=0)
        for number in range(first - 1, max(-1, first - 1 - MOUNTED // 2), -1):
            view = self._views[number] = TurnView(self._transcript.turns[number], self._glyphs)
            await self._scroll.mount(view, before=self._views[number + 1])

    def oldest_proposal(self) -> ProposalCard | None:
        """Return the card of the proposal that waits longest."""
        for turn in self._transcript.waiting():
            view = self._views.get(turn.number)
            if view is not None and view.proposal is not None:
                return view.proposal
        return None

    def _tick(self) -> None:
        turn = self._transcript.current
        if turn is not None and turn.number in self._views:
            self._views[turn.number].tick()


def _welcome() -> Text:
    shown = Text().append("MLClaw runs a machine-learning project for its engineer.\n\n", "bold")
    for said, does in WELCOME:
        shown.append(f"{said:34} " if does else said)
        shown.append(f"{does}\n" if does else "\n", "dim")
    shown.rstrip()
    return shown
