"""Which runs a diagnosis is about, read from the store in one short visit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from contracts.errors import BadRequest, NotReady
from contracts.project import ProjectContract
from skills.arguments import Diagnose
from skills.compare.candidates import SCORING, Candidate
from skills.compare.selection import best_run, counted_runs, read_candidates
from skills.diagnose.sides import Asked
from skills.diagnose.since import moment_of
from skills.references import resolve
from skills.skill import SkillContext
from store.folders import ProjectFolder
from store.session import Session
from store.store import RunSummary

MOST_READ = 3000
"""Trainings that are searched: the newest up to the run asked about, and those around the baseline."""
_AROUND = 500


class History(NamedTuple):
    """The runs to look at and what was asked about them."""

    candidates: tuple[Candidate, ...]
    """Newest first."""
    asked: Asked
    left_out: int
    """Older runs that were not looked at."""


def read_history(args: Diagnose, context: SkillContext, *, most: int = MOST_READ) -> History:
    """Return the runs that the answer is found in.

    Args:
        args: What was asked.
        context: Whose project is meant.
        most: How many of the newest trainings to read beside those named.

    Raises:
        NotReady: The project does not exist or has no runs.
        BadRequest: A reference means no run, or `since` is neither a time nor a run.
    """
    project = context.project
    if not project.exists:
        raise NotReady(
            f"There is no project {project.name!r} yet, so there are no runs to look into. "
            "Say `set up the code in PATH` and `train`, or `import` a history of runs."
        )
    best = (lambda: best_run(context, args.metric)) if _names_best(args) else None
    chosen = best() if best else None
    with context.store.session() as session:
        summaries = session.summaries(project.name)
        counted = counted_runs(summaries)
        if not counted:
            raise NotReady(
                f"Project {project.name!r} has no runs yet, so nothing can have dropped. "
                "Say `train` to make one, or `import` a history of runs."
            )
        asked = _asked(args, project, summaries, counted, now=context.clock(), best=chosen)
        wanted = _window(counted, asked, most)
        candidates = read_candidates(session, project.name, wanted, summaries)
        candidates = _with_named(session, project.name, candidates, summaries, asked)
    return History(candidates, asked, max(0, len(counted) - len(wanted)))


def _names_best(args: Diagnose) -> bool:
    return any("best" in (name or "").lower().split() for name in (args.run, args.baseline))


def _asked(
    args: Diagnose,
    project: ProjectFolder,
    summaries: Sequence[RunSummary],
    counted: Sequence[RunSummary],
    *,
    now: datetime,
    best: str | None,
) -> Asked:
    contract = project.read(ProjectContract)
    aliases: Mapping[str, str] = contract.aliases if contract else {}

    def run_of(name: str) -> str:
        run = resolve(name, summaries, newest=counted, best=(lambda: best) if best else None, aliases=aliases)
        known = {each.run_id: each for each in summaries}
        parent = known[run].parent
        return parent if known[run].stage in SCORING and parent in known and parent else run

    run = run_of(args.run) if args.run else None
    baseline = run_of(args.baseline) if args.baseline else None
    since = None
    if args.since:
        since = moment_of(args.since, now)
        if since is not None and baseline is None and not _any_since(counted, since):
            since = _anchored(args.since, counted) or since
        if since is None:
            baseline = baseline or _run_since(args.since, run_of)
    if run is not None and run == baseline:
        raise BadRequest(f"Both sides are {run}, so nothing can be between them. Name another run or baseline.")
    return Asked(run, baseline, since)


def _run_since(since: str, run_of: Callable[[str], str]) -> str:
    try:
        return run_of(since.strip().removeprefix("since ").strip())
    except (BadRequest, NotReady):
        raise BadRequest(
            f"{since!r} is no time and no run. Say a span like `7d` or `last week`, a date like `2026-11-01`, or a run."
        ) from None


def _any_since(counted: Sequence[RunSummary], since: datetime) -> bool:
    return any(each.started_at is not None and each.started_at >= since for each in counted)


def _anchored(since: str, counted: Sequence[RunSummary]) -> datetime | None:
    """Return the moment as counted back from the newest run, for a record that ended a while ago."""
    starts = [each.started_at for each in counted if each.started_at is not None]
    return moment_of(since, max(starts).astimezone(UTC)) if starts else None


def _window(counted: Sequence[RunSummary], asked: Asked, most: int) -> list[str]:
    """Return the runs to read, newest first."""
    ids = [each.run_id for each in counted]
    places = {run: place for place, run in enumerate(ids)}
    wanted = set(range(min(len(ids), most)))
    anchors = [places[run] for run in (asked.run, asked.baseline) if run in places]
    if asked.since is not None:
        older = (
            place for place, each in enumerate(counted) if each.started_at is not None and each.started_at < asked.since
        )
        anchors += [place for place in [next(older, None)] if place is not None]
    for anchor in anchors if most > 1 else ():
        wanted.update(range(max(0, anchor - _AROUND // 2), min(len(ids), anchor + _AROUND)))
    return [ids[place] for place in sorted(wanted)]


def _with_named(
    session: Session,
    project: str,
    candidates: tuple[Candidate, ...],
    summaries: Sequence[RunSummary],
    asked: Asked,
) -> tuple[Candidate, ...]:
    """Return the runs, and before them those that were named and are no trainings."""
    own = {candidate.run for candidate in candidates}
    missing = [run for run in (asked.run, asked.baseline) if run and run not in own]
    return (*read_candidates(session, project, missing, summaries), *candidates) if missing else candidates
