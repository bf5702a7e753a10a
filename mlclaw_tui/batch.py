"""Answer requests without a screen."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.base import json_data
from contracts.errors import BadRequest, Refused
from contracts.plan import Proposal
from mlclaw_tui.defects import report_defect
from mlclaw_tui.version import version
from skills.safe_text import shown

if TYPE_CHECKING:
    from mlclaw_tui.agent.agent import Agent, Decide, Outcome

WORKED, NO, BAD, WAITING, DEFECT, INTERRUPTED = 0, 1, 2, 3, 70, 130
_WORST_LAST = (WORKED, NO, WAITING, BAD, INTERRUPTED, DEFECT)


@dataclass(frozen=True, slots=True)
class Approval:
    """What the user confirmed beforehand."""

    everything: bool = False
    digests: frozenset[str] = field(default_factory=frozenset)

    def __call__(self, proposal: Proposal) -> bool:
        """Whether this proposal may be carried out."""
        return self.everything or proposal.digest in self.digests


def run_batch(agent: "Agent", requests: Iterable[str], approval: Approval, *, as_json: bool, dry_run: bool) -> int:
    """Answer the requests in order and return the exit code: the worst of all."""
    worst = WORKED
    stopped: str | None = None
    for request in requests:
        decide = approval if stopped is None else _reading_only(stopped)
        try:
            outcome = agent.answer(request, decide, dry_run=dry_run)
        except Exception:
            outcome = agent.defect(request, report_defect(version()))
        if stopped is None and outcome.answer.status in ("failed", "refused") and not dry_run:
            stopped = request
        code = exit_code(outcome)
        worst = max(worst, code, key=_WORST_LAST.index)
        print_answer(outcome, as_json=as_json)
        if code == INTERRUPTED:
            break
    return worst


def exit_code(outcome: "Outcome") -> int:
    """Return the exit code of one answer."""
    status = outcome.answer.status
    if outcome.interrupted:
        return INTERRUPTED
    if outcome.is_defect:
        return DEFECT
    if status == "not_understood" or isinstance(outcome.error, BadRequest):
        return BAD
    return {"done": WORKED, "needs_confirmation": WAITING}.get(status, NO)


def print_answer(outcome: "Outcome", *, as_json: bool) -> None:
    """Write an answer to standard output."""
    answer = outcome.answer
    if as_json:
        print(json.dumps(json_data(answer.to_json_object()), ensure_ascii=True, allow_nan=False), flush=True)
    else:
        print("\n".join(shown(line) for line in answer.text.splitlines()), end="\n\n", flush=True)


def requests_of(arguments: Iterable[str]) -> Iterator[str]:
    """Yield the requests: each argument is one; `-` stands for the lines of standard input."""
    for argument in arguments:
        if argument != "-":
            yield argument
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.strip()


def _reading_only(failed: str) -> "Decide":
    """Return a decision that refuses whatever acts: it may build on the request that did not work."""

    def decide(proposal: Proposal) -> bool:  # noqa: ARG001
        raise Refused(
            f"Not done, because {failed!r} before it did not work and this may build on it. "
            "Nothing was changed. Say it again on its own."
        )

    return decide
