"""The talk of the app: requests in, what happens to them drawn, proposals answered, all of it kept on disk."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from textual.screen import Screen

from contracts.errors import MLClawError
from contracts.events import Output, Progress
from mlclaw_tui.app.core import Core
from mlclaw_tui.app.talk_record import Earlier
from mlclaw_tui.app.turns import Turns
from screens.chat import ChatPane
from screens.completion import Completer
from screens.confirm import AskLine
from screens.glyphs import Glyphs
from screens.help import HelpScreen
from screens.history import History
from screens.transcript import Happened, ProposalMade, StepEvent, Transcript, Turn, TurnBegan, TurnEnded
from screens.widgets.proposal_card import ProposalCard

EARLIER_SHOWN = 10


class Stage(Protocol):
    """What the talk needs of the app."""

    def batch_update(self) -> AbstractContextManager[None]: ...
    def bell(self) -> None: ...
    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], None] | None = None) -> Any: ...
    def run_worker(self, work: Any, *, group: str = "default") -> Any: ...
    def look(self, group: str, find: Callable[[], Any], show: Callable[[Any], None]) -> None: ...
    def say(self, text: str) -> None: ...
    def show_situation(self) -> None: ...
    def back_to_prompt(self) -> None: ...
    def turn_ended(self) -> None: ...


class Talk:
    """One talk with one home."""

    def __init__(self, app: Any, core: Core, completer: Completer, glyphs: Glyphs, *, read_only: bool) -> None:
        """Begin to wait for requests.

        Args:
            app: The `Stage` it is shown on.
            core: Who answers.
            completer: What can be typed next.
            glyphs: The signs to draw with.
            read_only: Whether everything with an effect is refused.
        """
        self._app: Stage = app
        self._core = core
        self._transcript = Transcript()
        self._history = History()
        self._happened: deque[Happened] = deque()
        self._turns = Turns(core.answer, core.preview, self._tell, read_only=read_only)
        self._chat = self.pane = ChatPane(self._transcript, self._history, completer, glyphs)
        core.tell(self._turns.emit)

    @property
    def waiting(self) -> int:
        """How many proposals wait for a yes."""
        return sum(1 for _ in self._transcript.waiting())

    @property
    def queued(self) -> int:
        """How many requests wait for the one before them."""
        return self._transcript.queued

    @property
    def is_busy(self) -> bool:
        """Whether a request is being worked on."""
        return self._transcript.current is not None

    def interrupt(self) -> None:
        """End what is going on."""
        self._turns.interrupt()

    def close(self) -> None:
        """End what is going on and take no more requests."""
        self._turns.close()

    def _tell(self, happened: Happened) -> None:
        """Take in what happened, from whatever thread; of lines and progress only the newest is kept waiting."""
        last = self._happened[-1] if self._happened else None
        if _is_fleeting(happened) and last is not None and _is_fleeting(last) and last.turn == happened.turn:
            self._happened[-1] = happened
        else:
            self._happened.append(happened)

    async def draw_what_happened(self) -> None:
        """Draw everything that happened since the last time, at once."""
        if not self._happened:
            return
        changed: dict[int, Turn] = {}
        while self._happened:
            happened = self._happened.popleft()
            turn = self._transcript.apply(happened)
            changed[turn.number] = turn
            self._note(turn, happened)
        with self._app.batch_update():
            for turn in changed.values():
                await self._chat.show(turn)
        self._app.show_situation()

    def _note(self, turn: Turn, happened: Happened) -> None:
        match happened:
            case TurnBegan():
                self._keep(turn, "running")
            case ProposalMade():
                self._keep(turn, "waiting")
                self._app.bell()
            case TurnEnded():
                self._keep(turn, turn.status, turn.text)
                self._app.turn_ended()

    def _keep(self, turn: Turn, status: str, text: str = "") -> None:
        try:
            self._core.talk.note(turn.number, turn.request, status, text)
        except MLClawError as error:
            self._app.say(str(error))

    async def ask(self, request: str) -> None:
        """Put a request at the end of the talk."""
        turn = self._transcript.add(request)
        await self._chat.show(turn)
        self._turns.ask(turn.number, request)
        self._app.show_situation()

    def answer(self, message: ProposalCard.Answered) -> None:
        """Do what the user said to a proposal."""
        turn = self._transcript.turns[message.turn]
        if turn.status != "waiting" or turn.proposal is None:
            return
        if message.said == "details":
            self._app.push_screen(HelpScreen("All of the proposal", (), turn.preview))
        elif message.said in ("once", "always"):
            self._yes(turn, always=message.said == "always")
        elif message.said == "why":
            self._app.push_screen(AskLine("Why not? It is kept with the talk."), lambda why: self._no(turn, why))
        elif message.said == "edit":
            self._no(turn, "edited instead")
            self._chat.prompt.area.set_text(_as_commands(turn))
        else:
            self._no(turn, "")

    def _yes(self, turn: Turn, *, always: bool) -> None:
        word = _word_needed(turn)
        if word is None:
            self._decide(turn, True, "yes, always for this kind" if always else "yes", always=always)
            return
        question = f"{turn.request}\n\nThis cannot be taken back. Type {word} to do it."
        self._app.push_screen(
            AskLine(question, word=word), lambda said: self._decide(turn, True, f"yes ({word})") if said else None
        )

    def _no(self, turn: Turn, why: str | None) -> None:
        if why is not None:
            self._decide(turn, False, f"no: {why}" if why else "no")

    def _decide(self, turn: Turn, yes: bool, said: str, *, always: bool = False) -> None:
        if turn.status != "waiting":
            return
        self._transcript.decide(turn, yes, said)
        self._turns.decide(yes, always=always)
        self._app.run_worker(self._chat.show(turn), group="draw")
        self._app.show_situation()
        self._app.back_to_prompt()

    def bring_back(self) -> None:
        """Read the earlier talk and show its end; what waited for a yes is asked again."""
        self._app.look("talk", lambda: (self._core.history(), self._core.talk.earlier(EARLIER_SHOWN)), self._take_talk)

    def _take_talk(self, found: object) -> None:
        if not isinstance(found, tuple):
            return
        typed, earlier = found
        for request in typed:
            self._history.add(request)
        self._app.run_worker(self._show_earlier(earlier), group="draw")

    async def _show_earlier(self, earlier: Sequence[Earlier]) -> None:
        for each in earlier:
            if each.is_elsewhere:
                continue
            when = each.at.astimezone().strftime("%d %b %H:%M")
            if each.status == "waiting":
                await self.ask(each.request)
                continue
            status = each.status if each.status in ("done", "refused", "declined", "not_understood") else "failed"
            text = each.text if each.status != "running" else "It was cut off. Say it again to continue."
            turn = self._transcript.add_earlier(each.request, status, text, when)  # type: ignore[arg-type]
            await self._chat.show(turn)


def _is_fleeting(happened: Happened) -> bool:
    return isinstance(happened, StepEvent) and isinstance(happened.event, Output | Progress)


def _word_needed(turn: Turn) -> str | None:
    """Return the word that has to be typed for a yes: what is deleted or spent cannot be taken back."""
    steps = turn.proposal.steps if turn.proposal else ()
    if any("spend" in step.effects for step in steps):
        return "spend"
    if any(change.what == "delete" for step in steps for change in step.preview.files):
        return "delete"
    return None


def _as_commands(turn: Turn) -> str:
    """Return a proposal as the commands that lead to it, for the prompt."""
    steps = turn.proposal.steps if turn.proposal else ()
    step = steps[-1] if steps else None
    if step is None:
        return turn.request
    words = [f"/{step.skill}"]
    for name, value in step.args.items():
        for key, item in value.items() if isinstance(value, dict) else [(name, value)]:
            text = ",".join(map(str, item)) if isinstance(item, list) else str(item)
            if item not in (None, "", False, []):
                words.append(f"{key}={text!r}" if " " in text else f"{key}={text}")
    return " ".join(words)
