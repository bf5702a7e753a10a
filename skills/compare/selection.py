"""Which runs a comparison is about, read from the store in one short visit."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contracts.errors import BadRequest, NotReady
from contracts.project import ProjectContract
from contracts.record import RunFacts
from skills.compare.candidates import NO_TRAINING, SCORING, Candidate, joined
from skills.compare.comparison import compare
from skills.references import resolve
from skills.skill import SkillContext
from store.folders import ProjectFolder
from store.session import Session
from store.store import RunSummary

REPEATS_LOOKED_FOR_IN = 200
"""Newest trainings that are searched for repeats of the compared ones."""


MOST_READ = 10_000
"""Newest runs that are looked at where no number was said."""


class Selection(NamedTuple):
    """The runs that were meant."""

    candidates: tuple[Candidate, ...]
    history: tuple[Candidate, ...]
    """Other recent trainings of the project."""
    left_out: int = 0
    """Older runs that were not looked at, where there are too many."""


def select(context: SkillContext, *, runs: Sequence[str], last: int | None, metric: str | None = None) -> Selection:
    """Return the runs that were named, else the newest `last`, else all trainings; the newest first unless named.

    Runs of the stages evaluate, infer and deploy are not counted where there are trainings; evaluations are joined to
    the training they scored.

    Args:
        context: Whose project is meant.
        runs: References, in the order to keep.
        last: How many of the newest.
        metric: What `best` among the references is by.

    Raises:
        NotReady: The project does not exist or has no runs.
        BadRequest: A reference means no run.
    """
    project = context.project
    if not project.exists:
        raise NotReady(
            f"There is no project {project.name!r} yet, so there are no runs to compare. "
            "Say `set up the code in PATH` and `train`, or `import` a history of runs."
        )
    with context.store.session() as session:
        summaries = session.summaries(project.name)
        counted = counted_runs(summaries)
        if not counted:
            raise NotReady(
                f"Project {project.name!r} has no runs yet, so there is nothing to compare. "
                "Say `train` to make one, or `import` a history of runs."
            )
        chosen = _referenced(session, project, runs, summaries, metric) if runs else _newest(counted, last)
        recent = [each.run_id for each in counted[:REPEATS_LOOKED_FOR_IN]]
        wanted = list(dict.fromkeys([*chosen, *recent]))
        found = {one.run: one for one in read_candidates(session, project.name, wanted, summaries)}
    candidates = tuple(found[run] for run in chosen if run in found)
    own = {candidate.run for candidate in candidates}
    history = tuple(candidate for run, candidate in found.items() if run not in own)
    unread = 0 if runs or last else max(0, len(counted) - MOST_READ)
    return Selection(candidates, history, unread)


def counted_runs(summaries: Sequence[RunSummary]) -> list[RunSummary]:
    """Return the runs that `last 5` counts: trainings, or whatever there is where there are none."""
    return [each for each in summaries if each.stage not in NO_TRAINING] or list(summaries)


def read_candidates(
    session: Session, project: str, runs: Sequence[str], summaries: Sequence[RunSummary]
) -> tuple[Candidate, ...]:
    """Return runs with their evaluations, in the order given."""
    wanted = set(runs)
    evaluations = [each.run_id for each in summaries if each.stage in SCORING and each.parent in wanted]
    facts = _by_id(session.facts(project, [*runs, *(run for run in evaluations if run not in wanted)]))
    return joined((facts[run] for run in runs if run in facts), [facts[run] for run in evaluations if run in facts])


def best_run(context: SkillContext, metric: str | None = None) -> str:
    """Return the id of the best training of the project.

    Raises:
        NotReady: There are no runs, or none of them can be called best; the message says why.
        BadRequest: No run reported the metric.
    """
    selection = select(context, runs=(), last=None)
    return _best_of(selection.candidates, metric)


def _best_of(candidates: Sequence[Candidate], metric: str | None) -> str:
    found = compare(candidates, metric=metric)
    if found.best is None:
        why = " ".join(found.blockers) or "No finished run has a finite value of it."
        raise NotReady(f"No run can be called best. {why} Name the run instead.")
    return found.best


def _referenced(
    session: Session, project: ProjectFolder, runs: Sequence[str], summaries: Sequence[RunSummary], metric: str | None
) -> list[str]:
    contract = project.read(ProjectContract)
    aliases: Mapping[str, str] = contract.aliases if contract else {}
    counted = counted_runs(summaries)

    def best() -> str:
        every = read_candidates(session, project.name, [each.run_id for each in counted], summaries)
        return _best_of(every, metric)

    resolved = [resolve(run, summaries, newest=counted, best=best, aliases=aliases) for run in runs]
    chosen = _trainings_of(list(dict.fromkeys(resolved)), summaries)
    if len(chosen) == 1 and len(runs) > 1:
        raise BadRequest(f"All of {', '.join(f'`{run}`' for run in runs)} mean {chosen[0]}. Name two different runs.")
    return chosen


def _trainings_of(runs: Sequence[str], summaries: Sequence[RunSummary]) -> list[str]:
    """Return the trainings in place of evaluations that were named; two evaluations of one training stay themselves."""
    known = {each.run_id: each for each in summaries}
    trainings = [
        known[run].parent or run if known[run].stage in SCORING and known[run].parent in known else run for run in runs
    ]
    return trainings if len(set(trainings)) == len(runs) else list(runs)


def _newest(counted: Sequence[RunSummary], last: int | None) -> list[str]:
    return [each.run_id for each in counted[: last or MOST_READ]]


def _by_id(facts: Sequence[RunFacts]) -> dict[str, RunFacts]:
    return {one.record.run_id: one for one in facts}
