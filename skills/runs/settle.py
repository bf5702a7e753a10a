"""Bring a run up to date: read what its logs say, and once its process has ended, write how.

Any process may do this at any time, and several at once.
"""

from datetime import timedelta

from contracts.names import ENDED
from contracts.run import RunContract
from skills.host import JobState
from skills.runs.finish import finish
from skills.runs.preparing import close_interrupted, is_gone
from skills.runs.reading import read_logs
from skills.runs.record import index_run
from skills.skill import SkillContext
from store.folders import RunFolder

UNSTARTED = timedelta(minutes=10)
"""How long a run may be prepared, where nothing tells whether its preparer still lives."""
INTERRUPTED = (
    "It was interrupted before its process was started: the program that prepared it is gone. "
    "Nothing ran. Ask for it again."
)


def settle(folder: RunFolder, context: SkillContext) -> RunContract:
    """Return the run as it is now, after writing down what is new.

    Raises:
        Broken: The disk is full or read-only; nothing is lost, the next look reads it.
    """
    run = folder.require(RunContract)
    if run.status in ENDED:
        return run
    host = context.hosts.get(run.host)
    if host is None:
        return run
    state = host.refresh(folder.path)
    if state.status == "pending" and run.preparer and is_gone(run.preparer):
        close_interrupted(folder, context.clock(), INTERRUPTED)
        state = host.refresh(folder.path)
    run = folder.require(RunContract)  # whoever started it may have written since
    if run.status in ENDED:
        return run
    _be_indexed(folder, context)
    if state.status in ("ended", "lost"):
        read_logs(folder, context, final=True)
        return finish(folder, run, state, context)
    if state.status == "pending":
        is_late = run.preparer is None and context.clock() - run.created_at > UNSTARTED
        return finish(folder, run, JobState(status="lost", job=None), context) if is_late else run
    run = _running(folder, run, state, context)
    read_logs(folder, context, final=False)
    return run


def _be_indexed(folder: RunFolder, context: SkillContext) -> None:
    """Put a run into the index whose launcher was killed before it did."""
    with context.store.session() as session:
        is_known = bool(session.facts(folder.project, [folder.name]))
    if not is_known:
        index_run(context.store, folder)


def _running(folder: RunFolder, run: RunContract, state: JobState, context: SkillContext) -> RunContract:
    """Return a run that goes on, said to do so also where whoever started it did not get to saying it."""
    if run.status == "running" or state.job is None:
        return run
    running = run.model_copy(update={"status": "running", "started_at": state.job.started_at})
    folder.write(running)
    index_run(context.store, folder)
    return running


def settle_all(context: SkillContext) -> None:
    """Bring every run of the project that has not ended up to date."""
    for folder in context.project.runs():
        run = folder.read(RunContract)
        if run is not None and run.status not in ENDED:
            settle(folder, context)
