"""The conversation as data: turns, the steps of each, what waits for a yes. Knows no screen."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from contracts.events import Event, Output, Progress, RunChanged, StepFinished, StepStarted, Warned
from contracts.plan import Answer, Proposal

Status = Literal["queued", "planning", "waiting", "running", "done", "refused", "declined", "failed", "not_understood"]
ENDED: frozenset[str] = frozenset({"done", "refused", "declined", "failed", "not_understood"})
LINES_KEPT = 200
"""Of what a step printed; the log of a run has all of it."""


@dataclass(frozen=True, slots=True)
class TurnBegan:
    """A request left the queue."""

    turn: int


@dataclass(frozen=True, slots=True)
class StepEvent:
    """Something happened in a step."""

    turn: int
    event: Event


@dataclass(frozen=True, slots=True)
class ProposalMade:
    """A proposal waits for a yes or a no."""

    turn: int
    proposal: Proposal
    preview: str
    """All of it as text."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A request was answered."""

    turn: int
    status: Status
    text: str
    elapsed_s: float


Happened = TurnBegan | StepEvent | ProposalMade | TurnEnded


@dataclass(slots=True)
class StepState:
    """A skill call as it goes."""

    skill: str
    title: str
    number: int
    of: int
    status: Literal["running", "done", "failed"] = "running"
    elapsed_s: float | None = None
    progress: str = ""
    fraction: float | None = None
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Turn:
    """One request and what became of it."""

    number: int
    request: str
    status: Status = "queued"
    steps: list[StepState] = field(default_factory=list)
    proposal: Proposal | None = None
    preview: str = ""
    decision: str = ""
    """What was said to the proposal; empty while it waits."""
    text: str = ""
    elapsed_s: float | None = None
    when: str = ""
    """A note where it comes from an earlier time."""

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


class Transcript:
    """Every turn of a talk, oldest first."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []

    def add(self, request: str) -> Turn:
        """Append a request that waits its turn."""
        turn = Turn(len(self.turns), request)
        self.turns.append(turn)
        return turn

    def add_earlier(self, request: str, status: Status, text: str, when: str) -> Turn:
        """Append a turn of an earlier talk."""
        turn = Turn(len(self.turns), request, status=status, text=text, when=when)
        self.turns.append(turn)
        return turn

    def waiting(self) -> Iterator[Turn]:
        """Yield the turns whose proposal waits for a yes, oldest first."""
        return (turn for turn in self.turns if turn.status == "waiting")

    @property
    def current(self) -> Turn | None:
        """The turn that is being worked on."""
        return next((turn for turn in self.turns if turn.status in ("planning", "waiting", "running")), None)

    @property
    def queued(self) -> int:
        """How many requests wait behind it."""
        return sum(turn.status == "queued" for turn in self.turns)

    def decide(self, turn: Turn, yes: bool, said: str) -> None:
        """Note what was said to a proposal."""
        turn.decision = said
        turn.status = "running" if yes else "declined"

    def apply(self, happened: Happened) -> Turn:
        """Take in what happened and return the turn it happened to."""
        turn = self.turns[happened.turn]
        match happened:
            case TurnBegan():
                turn.status = "planning"
            case ProposalMade():
                turn.proposal, turn.preview = happened.proposal, happened.preview
                turn.status, turn.decision = "waiting", ""
            case TurnEnded():
                declined = turn.status == "declined"
                turn.status = "declined" if declined else happened.status
                turn.text, turn.elapsed_s = happened.text, happened.elapsed_s
                for step in turn.steps:
                    if step.status == "running":
                        step.status = "failed"
            case StepEvent():
                _take(turn, happened.event)
        return turn


def ended(turn: int, answer: Answer) -> TurnEnded:
    """Return what an answer means for its turn."""
    status: Status = "declined" if answer.status == "needs_confirmation" else answer.status
    return TurnEnded(turn, status, answer.text, answer.elapsed_s)


def _take(turn: Turn, event: Event) -> None:
    if isinstance(event, StepStarted):
        turn.status = "running"
        turn.steps.append(StepState(event.skill, event.title, event.number, event.of))
        return
    if not turn.steps:
        return
    step = turn.steps[-1]
    match event:
        case Progress():
            step.progress, step.fraction = event.text, event.fraction
        case Output():
            step.lines.append(event.line)
            step.progress = event.line
        case RunChanged():
            step.progress = f"{event.run_id} {event.status}"
        case Warned():
            step.warnings.append(event.text)
        case StepFinished():
            step.status, step.elapsed_s = event.status, event.elapsed_s
