"""Unfinished business of a project: what runs, and what was interrupted between two steps, for the next start."""

from typing import Literal, NamedTuple

from contracts.names import ENDED
from contracts.run import RunContract
from skills.runs.resuming import can_continue
from skills.runs.settle import INTERRUPTED, settle
from skills.skill import SkillContext
from store.folders import RunFolder


class Unfinished(NamedTuple):
    """One thing that was begun and is not over, or was found to have ended while nobody looked."""

    run_id: str
    what: Literal["running", "pending", "interrupted", "ended"]
    """`interrupted`: nothing of it ran. `ended`: it has just been found ended."""
    says: str
    requests: tuple[str, ...]
    """What the user could say: to look at it, to continue it, to close it."""


def unfinished(context: SkillContext) -> tuple[Unfinished, ...]:
    """Return every run of the project that was open at the last look, after bringing it up to date."""
    found = []
    for folder in context.project.runs():
        run = folder.read(RunContract)
        if run is not None and run.status not in ENDED:
            found.append(_of(folder, settle(folder, context), context))
    return tuple(found)


def _of(folder: RunFolder, run: RunContract, context: SkillContext) -> Unfinished:
    name = run.run_id
    if run.status == "running":
        requests = (f"how is {name} doing", f"stop {name}")
        return Unfinished(name, "running", f"{name} ({run.stage}) is running on {run.host}.", requests)
    if run.status not in ENDED:
        return Unfinished(name, "pending", f"{name} ({run.stage}) is being prepared.", (f"how is {name} doing",))
    if run.reason == INTERRUPTED:
        return Unfinished(name, "interrupted", f"{name}: {run.reason}", (run.stage,))
    more = (f"continue {name}",) if can_continue(folder, run, context) else ()
    says = f"{name} ({run.stage}) {run.status} while nobody looked{f': {run.reason}' if run.reason else '.'}"
    return Unfinished(name, "ended", says, (f"how is {name} doing", *more))
