"""Answer requests one after the other in a thread of their own, so that the screen never waits.

The agent is synchronous: while a proposal waits for its answer the thread waits too. What happens is told through one
callback, from that thread. The thread is a daemon: leaving the app never waits for it, and jobs do not belong to it.
"""

import ctypes
import threading
from collections import deque
from collections.abc import Callable

from contracts.errors import Cancelled, Refused
from contracts.events import Event
from contracts.plan import Proposal
from mlclaw_tui.agent.agent import Decide, Outcome
from screens.transcript import Happened, ProposalMade, StepEvent, TurnBegan, TurnEnded, ended

Kind = tuple[tuple[str, tuple[str, ...]], ...]
INTERRUPTED = "Interrupted. A run that had started goes on; say `status` to see what runs."


class Turns:
    """A queue of requests and the one thread that answers them."""

    def __init__(
        self,
        answer: Callable[[str, Decide], Outcome],
        preview: Callable[[Proposal], str],
        tell: Callable[[Happened], None],
        *,
        read_only: bool = False,
    ) -> None:
        """Begin to wait for requests.

        Args:
            answer: Answers a request; asks what it is given about each proposal.
            preview: All of a proposal as text.
            tell: Told what happens, from the thread.
            read_only: Whether every proposal is refused.
        """
        self._answer = answer
        self._preview = preview
        self._tell = tell
        self._read_only = read_only
        self._queue: deque[tuple[int, str]] = deque()
        self._change = threading.Condition()
        self._allowed: set[Kind] = set()
        self._turn: int | None = None
        self._decision: bool | None = None
        self._is_deciding = self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="turns", daemon=True)
        self._thread.start()

    def ask(self, turn: int, request: str) -> None:
        """Put a request at the end of the queue."""
        with self._change:
            self._queue.append((turn, request))
            self._change.notify_all()

    def decide(self, yes: bool, *, always: bool = False) -> None:
        """Answer the proposal that waits; `always` answers later ones with the same skills and effects too."""
        with self._change:
            if self._is_deciding:
                self._decision = yes
                self._always = always
                self._change.notify_all()

    def interrupt(self) -> None:
        """End what is going on as ctrl+c would; a proposal that waits is answered with no."""
        with self._change:
            if self._is_deciding:
                self._decision, self._always = False, False
                self._change.notify_all()
            elif self._turn is not None and self._thread.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread.ident), ctypes.py_object(KeyboardInterrupt)
                )

    def close(self, wait_s: float = 2.0) -> None:
        """Interrupt what is going on and take no more requests."""
        with self._change:
            self._is_closed = True
            self._queue.clear()
        self.interrupt()
        with self._change:
            self._change.notify_all()
        self._thread.join(wait_s)

    def emit(self, event: Event) -> None:
        """Tell an event of the step that is being done."""
        if self._turn is not None:
            self._tell(StepEvent(self._turn, event))

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._queue or self._is_closed)
                if self._is_closed:
                    return
                turn, request = self._queue.popleft()
            self._tell(TurnBegan(turn))
            happened = self._one(turn, request)
            if not self._is_closed:
                self._tell(happened)

    def _one(self, turn: int, request: str) -> TurnEnded:
        self._turn = turn
        try:
            outcome = self._answer(request, self._ask)
            return ended(turn, outcome.answer)
        except (KeyboardInterrupt, Cancelled):
            return TurnEnded(turn, "failed", INTERRUPTED, 0.0)
        except Exception as error:  # a defect of ours must not end the talk
            return TurnEnded(turn, "failed", f"This is a defect of ours: {error!r}. Please report it.", 0.0)
        finally:
            with self._change:
                self._turn = None

    def _ask(self, proposal: Proposal) -> bool:
        if self._read_only:
            raise Refused("This would change something, and the app was opened with `--readonly`. Nothing was changed.")
        kind = tuple((step.skill, tuple(step.effects)) for step in proposal.steps)
        if kind in self._allowed or self._turn is None:
            return True
        with self._change:
            self._decision, self._always, self._is_deciding = None, False, True
        self._tell(ProposalMade(self._turn, proposal, self._preview(proposal)))
        with self._change:
            self._change.wait_for(lambda: self._decision is not None or self._is_closed)
            self._is_deciding = False
            yes = bool(self._decision)
            if yes and self._always:
                self._allowed.add(kind)
        return yes
