"""The checkpoints of a run on disk, ranked by its main metric."""

from contracts.run import Artifact, RunContract
from skills.runs.answers import finals_of
from skills.runs.checkpoints import Ranking, rank_checkpoints
from skills.runs.resources import print_times, sample_rows
from skills.skill import SkillContext
from store.folders import RunFolder


def ranked_checkpoints(
    folder: RunFolder, run: RunContract, context: SkillContext, artifacts: tuple[Artifact, ...] | None = None
) -> Ranking:
    """Return a run's checkpoints.

    Args:
        folder: The run.
        run: Its record.
        context: For the store.
        artifacts: What it has written so far, where that is not in its record yet.
    """
    with context.store.session() as session:
        points = session.points(folder.project, folder.name)
    printed = print_times(sample_rows(folder.samples))
    times = {number: time for number, point in enumerate(points) if (time := printed.of(point)) is not None}
    found = run.artifacts if artifacts is None else artifacts
    return rank_checkpoints(found, points, finals_of(folder, context), times)
