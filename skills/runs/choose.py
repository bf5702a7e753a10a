"""The run of ours that a request is about."""

from contracts.errors import NotReady
from skills.runs.references import resolve
from skills.skill import SkillContext
from store.folders import RunFolder


def newest_run(said: str | None, context: SkillContext) -> RunFolder:
    """Return the folder of the run that was named, or of the newest.

    Raises:
        NotReady: There is none, or it was imported and has no folder here.
        BadRequest: No run has that name.
    """
    with context.store.session() as session:
        summaries = session.summaries(context.project.name)
    if not summaries:
        raise NotReady("This project has no runs yet. There is nothing to look at. Say `train` to make one.")
    run_id = resolve(said, summaries) if said else summaries[0].run_id
    folder = context.project.run(run_id)
    if not folder.exists:
        raise NotReady(
            f"{run_id!r} was imported, so it has no folder or process here. Say `compare {run_id}` for its metrics."
        )
    return folder
