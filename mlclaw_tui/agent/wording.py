"""How a proposal reads."""

import shlex
from collections.abc import Iterator, Sequence

from contracts.plan import Preview, Proposal, Step
from skills.safe_text import shown

PACKAGES_SHOWN = 12
DIFF_LINES = 40


def proposal_text(proposal: Proposal, *, question: bool = True) -> str:
    """Return a proposal as text: every step with its effects, commands, files, packages, hosts, then its digest."""
    lines = ["This is what would be done:" if question else "Plan:"]
    for number, step in enumerate(proposal.steps, 1):
        lines.append(f"{number}. {step.skill}: {shown(step.preview.says)}  [{', '.join(step.effects)}]")
        lines += [f"     {line}" for line in _details(step.preview)]
    lines.append(f"digest {proposal.digest}")
    if question:
        lines.append("Nothing was changed. Add `--yes`, or `--approve` with the digest, to do exactly this.")
    return "\n".join(lines)


def changed_text(step: Step, changed: Sequence[str], rest: Proposal) -> str:
    """Return why it asks again in the middle."""
    return f"Before `{step.skill}`: {' and '.join(changed)} changed since it was confirmed.\n{proposal_text(rest)}"


def _details(preview: Preview) -> Iterator[str]:
    if preview.blocked:
        yield shown(preview.blocked)
    for command in preview.commands:
        yield f"$ {shown(shlex.join(command)).replace(chr(39) + '{env}/bin/python' + chr(39), '{env}/bin/python')}"
    for change in preview.files:
        yield f"{change.what} {shown(change.path)}"
        yield from (f"  {shown(line)}" for line in (change.diff or "").splitlines()[:DIFF_LINES])
    if preview.packages:
        more = len(preview.packages) - PACKAGES_SHOWN
        listed = ", ".join(preview.packages[:PACKAGES_SHOWN])
        yield f"packages: {shown(listed)}{f' and {more} more' if more > 0 else ''}"
    if preview.hosts:
        yield f"on: {', '.join(preview.hosts)}"
    if preview.network:
        yield f"network: {', '.join(map(shown, preview.network))}"
    if preview.cost:
        yield f"cost: {preview.cost}"
    yield from map(shown, preview.notes)
