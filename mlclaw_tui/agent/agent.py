"""One request, from words to answer: plan, propose, confirm, run, answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from contracts.errors import Cancelled, MLClawError, Refused
from contracts.events import StepFinished, StepStarted
from contracts.plan import Answer, Plan, Proposal, RequestStatus, Result, Step
from mlclaw_tui.agent.planner import Planner
from mlclaw_tui.agent.proposals import Proposer, differences, parse
from mlclaw_tui.agent.wording import changed_text, proposal_text
from mlclaw_tui.agent.workspace import Workspace

Decide = Callable[[Proposal], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, and the error behind it where there was one."""

    answer: Answer
    error: MLClawError | None = None
    is_defect: bool = False
    """Whether something of ours broke, and nobody expected it."""

    @property
    def interrupted(self) -> bool:
        """Whether the user ended it."""
        return isinstance(self.error, Cancelled)


class Agent:
    """Answers requests on one workspace, one after the other."""

    def __init__(self, planner: Planner, workspace: Workspace) -> None:
        """Take who plans and what it works on."""
        self._planner = planner
        self._workspace = workspace

    def answer(self, request: str, decide: Decide, *, dry_run: bool = False) -> Outcome:
        """Return the answer to a request.

        Args:
            request: What the user said.
            decide: Whether a proposal may be carried out; asked only where it does more than read.
            dry_run: Plan and preview only.
        """
        try:
            plan = self._planner.plan(request, self._workspace.conversation())
        except MLClawError as error:
            return _Turn(request, Plan()).failed(error)
        return self.perform(request, plan, decide, dry_run=dry_run)

    def perform(self, request: str, plan: Plan, decide: Decide, *, dry_run: bool = False) -> Outcome:
        """Return the answer to a request that is planned already."""
        turn = _Turn(request, plan)
        if not plan.calls:
            return turn.outcome("not_understood", plan.question or "That was not understood. Say `help`.")
        try:
            return self._carry_out(turn, decide, dry_run=dry_run)
        except MLClawError as error:
            return turn.failed(error)

    @staticmethod
    def defect(request: str, says: str) -> Outcome:
        """Return the answer to a request that ran into a defect of ours."""
        outcome = _Turn(request, Plan()).outcome("failed", says, error=says)
        return Outcome(outcome.answer, is_defect=True)

    def _carry_out(self, turn: "_Turn", decide: Decide, *, dry_run: bool) -> Outcome:
        workspace = self._workspace
        workspace.turn_to(turn.plan.calls)
        proposer = Proposer(workspace.skills, workspace.context(), workspace.defaults())
        drafted = proposer.draft(turn.request, turn.plan.calls)
        turn.proposal = drafted.proposal
        if dry_run:
            return turn.outcome("done", proposal_text(drafted.proposal, question=False))
        if drafted.problem:
            nothing = " Nothing of this request was done." if len(turn.plan.calls) > 1 else ""
            return turn.failed(type(drafted.problem)(f"{drafted.problem}{nothing}"))
        if drafted.proposal.acts and not decide(drafted.proposal):
            return turn.outcome("needs_confirmation", proposal_text(drafted.proposal))
        return self._run(turn, drafted.proposal, proposer, decide)

    def _run(self, turn: "_Turn", proposal: Proposal, proposer: Proposer, decide: Decide) -> Outcome:
        remaining = list(proposal.steps)
        while remaining:
            confirmed = remaining.pop(0)
            step = proposer.replan(confirmed)
            changed = list(differences(confirmed, step))
            if changed:
                rest = Proposal(request=turn.request, steps=(step, *remaining))
                if not decide(rest):
                    turn.proposal = rest
                    return turn.outcome("needs_confirmation", changed_text(step, changed, rest))
            result = self._run_step(step, len(proposal.steps) - len(remaining), len(proposal.steps), proposer)
            turn.results.append(result)
            if not result.ok:
                return turn.outcome("failed", turn.results_text(), error=result.text.partition("\n")[0])
        self._workspace.remember(turn.plan.calls, turn.results)
        return turn.outcome("done", turn.results_text())

    def _run_step(self, step: Step, number: int, of: int, proposer: Proposer) -> Result:
        emit = proposer.context.emit
        skill = proposer.skills[step.skill]
        emit(StepStarted(skill=step.skill, title=step.preview.says, number=number, of=of))
        began = time.monotonic()
        done = False
        try:
            result = skill.run(parse(skill, step.args), proposer.context)
            done = result.ok
        except KeyboardInterrupt as interrupt:
            raise Cancelled(
                f"`{step.skill}` was interrupted. A run that had started goes on. Say `status` to see what runs."
            ) from interrupt
        finally:
            emit(
                StepFinished(skill=step.skill, status="done" if done else "failed", elapsed_s=time.monotonic() - began)
            )
        return result


class _Turn:
    """What has become of one request so far."""

    def __init__(self, request: str, plan: Plan) -> None:
        self.request = request
        self.plan = plan
        self.proposal: Proposal | None = None
        self.results: list[Result] = []
        self._began = time.monotonic()

    def results_text(self) -> str:
        return "\n\n".join(result.text for result in self.results)

    def failed(self, error: MLClawError) -> Outcome:
        """Return the answer where an error ended it; what was done before stays in it."""
        status: RequestStatus = "refused" if isinstance(error, Refused) else "failed"
        text = "\n\n".join(filter(None, [self.results_text(), str(error)]))
        return self.outcome(status, text, error=str(error), cause=error)

    def outcome(
        self, status: RequestStatus, text: str, *, error: str | None = None, cause: MLClawError | None = None
    ) -> Outcome:
        answer = Answer(
            request=self.request,
            planner=self.plan.planner,
            status=status,
            proposal=self.proposal,
            results=tuple(self.results),
            text=text,
            error=error,
            elapsed_s=round(time.monotonic() - self._began, 3),
        )
        return Outcome(answer, cause)
