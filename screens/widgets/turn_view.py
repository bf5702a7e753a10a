"""One turn of the talk: the request, its steps, a proposal, the answer."""

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Static

from screens.durations import short
from screens.glyphs import Glyphs
from screens.markdown import AnswerMarkdown
from screens.text import safe
from screens.transcript import Turn
from screens.widgets.proposal_card import ProposalCard
from screens.widgets.step_card import StepCard

LONGEST_REQUEST = 600
LONGEST_ANSWER = 60_000


class TurnView(Vertical):
    """Follows its turn: what is new is added, what changed is drawn again."""

    DEFAULT_CSS = """
    TurnView { height: auto; padding: 0 1; margin: 0 0 1 0; }
    TurnView .request { height: auto; }
    TurnView .state { height: auto; padding: 0 0 0 2; color: $text-muted; }
    TurnView .answer { height: auto; padding: 0 0 0 2; }
    """

    def __init__(self, turn: Turn, glyphs: Glyphs) -> None:
        """Show a turn."""
        super().__init__()
        self.turn = turn
        self._glyphs = glyphs
        self._state = Static("", markup=False, classes="state")
        self._answer: Static | None = None
        self._cards: list[StepCard] = []
        self.proposal: ProposalCard | None = None

    def compose(self):  # type: ignore[no-untyped-def]
        request = safe(self.turn.request)
        if len(request) > LONGEST_REQUEST:
            request = f"{request[:LONGEST_REQUEST]}… (+{len(request) - LONGEST_REQUEST:,} characters)"
        shown = Text.assemble(("> ", "bold"), (request, "bold"))
        if self.turn.when:
            shown.append(f"   {self.turn.when}", "dim")
        yield Static(shown, markup=False, classes="request")
        yield self._state

    async def on_mount(self) -> None:
        await self.show()

    async def show(self) -> None:
        """Draw the turn as it is now."""
        turn = self.turn
        for card in self._cards:
            card.show()
        for step in turn.steps[len(self._cards) :]:
            card = StepCard(step, self._glyphs)
            self._cards.append(card)
            await self.mount(card, before=self._state)
        await self._show_proposal()
        words = _state_of(turn)
        self._state.display = bool(words)
        self._state.update(words)
        if turn.has_ended and turn.text and self._answer is None:
            text = turn.text[:LONGEST_ANSWER]
            self._answer = Static(AnswerMarkdown(text), markup=False, classes="answer")
            await self.mount(self._answer)

    def tick(self) -> None:
        """Draw the running step again: its time goes on."""
        if self._cards and self._cards[-1].step.status == "running":
            self._cards[-1].show()

    async def _show_proposal(self) -> None:
        waits = self.turn.status == "waiting" and self.turn.proposal is not None
        if self.proposal is not None and (not waits or self.proposal.proposal is not self.turn.proposal):
            await self.proposal.remove()
            self.proposal = None
        if waits and self.proposal is None and self.turn.proposal is not None:
            self.proposal = ProposalCard(self.turn.number, self.turn.proposal)
            await self.mount(self.proposal)


def _state_of(turn: Turn) -> str:
    said = f"you said {turn.decision}" if turn.decision else ""
    match turn.status:
        case "queued":
            return "waits for the request before it"
        case "planning":
            return "planning…"
        case "waiting":
            return "waits for your yes"
        case "declined":
            return f"{said or 'not confirmed'}: nothing was changed"
        case "refused" | "failed":
            return f"{said + ', ' if said else ''}{turn.status}{_took(turn)}"
        case "running" | "done":
            return said if turn.status == "running" else ", ".join(filter(None, [said, _took(turn)[2:]]))
        case _:
            return ""


def _took(turn: Turn) -> str:
    return f", {short(turn.elapsed_s)}" if turn.elapsed_s is not None and turn.elapsed_s >= 0.3 else ""
