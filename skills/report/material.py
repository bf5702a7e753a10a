"""Everything a report says, read once: the comparison, the curves, and the contracts of the runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts.base import Contract, digest_of
from contracts.env import EnvContract
from contracts.errors import BadFile
from contracts.evaluation import EvalContract
from contracts.record import Point
from contracts.run import ConfigContract, RunContract
from skills.arguments import Report
from skills.compare.candidates import Candidate
from skills.compare.comparison import Comparison, compare
from skills.compare.overview import in_table_order
from skills.compare.selection import Selection, select
from skills.skill import SkillContext
from store.folders import ProjectFolder

MOST_RUNS = 20
"""Newest runs of a report that names none."""
MOST_CURVES = 12
"""Runs whose curves are drawn, the best first."""
POINTS_A_CURVE = 400

Series = Mapping[tuple[str, str | None], tuple[Point, ...]]
"""Key and split to points, in the order they were made."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The contracts of a run of ours; a run from elsewhere has none."""

    config: ConfigContract | None = None
    run: RunContract | None = None
    env: EnvContract | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    """File, or `record` for a run from elsewhere, to digest."""
    problem: str | None = None
    """Why they could not be read."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of."""

    project: str
    comparison: Comparison
    drawn: tuple[Candidate, ...]
    """The runs whose curves are drawn, the best first."""
    curves: Mapping[str, Series]
    papers: Mapping[str, Papers]
    written_at: datetime


def chosen(args: Report, context: SkillContext) -> Selection:
    """Return the runs a report is about: those named, the newest `last`, or a page full of the newest."""
    last = args.last if args.runs or args.last else MOST_RUNS
    return select(context, runs=args.runs, last=last, metric=args.metric)


def gather(args: Report, context: SkillContext) -> Material:
    """Return everything a report says.

    Raises:
        NotReady: There are no runs.
        BadRequest: A reference means no run, or no run reported the metric.
    """
    selection = chosen(args, context)
    comparison = compare(selection.candidates, metric=args.metric, history=selection.history)
    drawn = tuple(in_table_order(comparison)[:MOST_CURVES])
    project = context.project.name
    with context.store.session() as session:
        points = {candidate.run: session.points(project, candidate.run, most=POINTS_A_CURVE) for candidate in drawn}
    return Material(
        project=project,
        comparison=comparison,
        drawn=drawn,
        curves={run: _series(found) for run, found in points.items()},
        papers={candidate.run: papers_of(candidate, context.project) for candidate in selection.candidates},
        written_at=context.clock(),
    )


def papers_of(candidate: Candidate, project: ProjectFolder) -> Papers:
    """Return the contracts of a run and its newest evaluation; what cannot be read is said instead of left out."""
    folder = project.run(candidate.run)
    record = {"record": digest_of(candidate.record.to_data())}
    scored_by = [evaluation.record.run_id for evaluation in candidate.evaluations[:1]]
    try:
        config, run, env = folder.read(ConfigContract), folder.read(RunContract), folder.read(EnvContract)
        scores = {f"{run_id}/{EvalContract.FILE}": project.run(run_id).read(EvalContract) for run_id in scored_by}
    except BadFile as error:
        return Papers(digests=record, problem=str(error))
    found: dict[str, Contract | None] = {"config.json": config, "run.json": run, "env.json": env, **scores}
    digests = {name: contract.digest for name, contract in found.items() if contract is not None}
    return Papers(config, run, env, digests or record)


def _series(points: list[Point]) -> Series:
    found: dict[tuple[str, str | None], list[Point]] = {}
    for point in points:
        found.setdefault((point.key, point.split), []).append(point)
    return {key: tuple(series) for key, series in found.items()}
