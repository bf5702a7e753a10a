"""The run of ours that a request is about."""

from collections.abc import Sequence

from contracts.errors import NotReady
from contracts.project import ProjectContract
from skills.compare.selection import best_run, counted_runs
from skills.references import resolve
from skills.skill import SkillContext
from store.folders import RunFolder
from store.store import RunSummary


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
    run_id = resolve_among(said, summaries, context) if said else summaries[0].run_id
    folder = context.project.run(run_id)
    if not folder.exists:
        raise NotReady(
            f"{run_id!r} was imported, so it has no folder or process here. Say `compare {run_id}` for its metrics."
        )
    return folder


def resolve_among(said: str, summaries: Sequence[RunSummary], context: SkillContext) -> str:
    """Return the id of the run that a user named; `last` counts trainings, `best` is by the project's main metric.

    Raises:
        NotReady: There are no runs, or none can be called best.
        BadRequest: No run has that name.
    """
    project = context.project.read(ProjectContract)
    return resolve(
        said,
        summaries,
        newest=counted_runs(summaries),
        best=lambda: best_run(context),
        aliases=project.aliases if project else {},
    )
