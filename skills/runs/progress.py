"""How far a run is, and how long it will still take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from contracts.names import Role
from contracts.record import Point
from contracts.repo import RepoContract
from contracts.run import ConfigContract, RunContract
from skills.metrics.reader import LogReader, TrainingProgress
from skills.runs.eta import Eta, Mark, estimate
from skills.runs.names import role_of
from skills.runs.reading import SOURCES
from skills.runs.resources import PrintTimes, print_times, sample_rows
from skills.skill import SkillContext
from store.folders import RunFolder
from store.store import Cursor

TAIL_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Pace:
    """How far and how fast."""

    epoch: float | None
    """The last one that was named."""
    epochs_total: float | None
    elapsed_s: float | None
    eta_s: float | None
    """The likely time left; absent where the end or the rate is unknown."""
    step: float | None = None
    steps_total: float | None = None
    eta: Eta | None = None


def total_epochs(folder: RunFolder) -> float | None:
    """Return how many epochs the run was asked for; None where no param says it."""
    return _asked(folder, "epochs")


def logged_progress(folder: RunFolder, context: SkillContext) -> TrainingProgress:
    """Return how far the logs themselves say the training is; what they do not say is None."""
    with context.store.session() as session:
        cursors = {source: session.cursor(folder.project, folder.name, source) for source in SOURCES}
    found = [_progress_in(folder, source, cursor) for source, cursor in cursors.items() if cursor]
    farthest = max(found, key=lambda each: (each.epoch or 0, each.step or 0), default=TrainingProgress())
    totals = [each for each in found if each.epochs_total]
    if farthest.epochs_total is None and totals:
        farthest = farthest._replace(epochs_total=totals[0].epochs_total)
    return farthest


def pace_of(
    folder: RunFolder,
    run: RunContract,
    points: Sequence[Point],
    now: datetime,
    said: TrainingProgress | None = None,
) -> Pace:
    """Return how far a run is and how long it will still take.

    Args:
        folder: The run.
        run: Its record.
        points: Everything it printed, in order.
        now: In UTC.
        said: What the logs say of epoch, step and totals; absent: the points and the params alone are looked at.
    """
    said = said or TrainingProgress()
    epochs = [point.epoch for point in points if point.epoch is not None]
    steps = [point.step for point in points if point.step is not None]
    epoch = max((each for each in (said.epoch, *epochs[-1:]) if each is not None), default=None)
    step = said.step if said.step is not None else (steps[-1] if steps else None)
    epochs_total = said.epochs_total or _asked(folder, "epochs")
    steps_total = said.steps_total or (None if epochs else _asked(folder, "steps"))
    elapsed = ((run.finished_at or now) - run.started_at).total_seconds() if run.started_at else None
    eta = None
    if run.finished_at is None and run.started_at is not None:
        times = print_times(sample_rows(folder.samples))
        eta = _eta(points, times, epochs_total, steps_total, (run.started_at.timestamp(), now.timestamp()))
    return Pace(epoch, epochs_total, elapsed, eta.likely if eta else None, step, steps_total, eta)


def _eta(
    points: Sequence[Point],
    times: PrintTimes,
    epochs_total: float | None,
    steps_total: float | None,
    span: tuple[float, float],
) -> Eta | None:
    """Return the time left. `span`: when it started and now, seconds since the epoch."""
    if epochs_total is not None and any(point.epoch is not None for point in points):
        done = _epochs_done(points)
        whole = not _is_within_epochs(points)
        positions = [(point, position) for point, position in done if position <= epochs_total]
        return _by_marks(positions, times, epochs_total, span, doubt=0.0 if whole else 1.0)
    steps = [(point, point.step) for point in points if point.step is not None]
    if steps_total is None or not steps or any(later[1] < earlier[1] for earlier, later in pairwise(steps)):
        return None  # the end is unknown, or steps are counted anew in every epoch
    return _by_marks(steps, times, steps_total, span, doubt=0.0)


def _by_marks(
    positions: Sequence[tuple[Point, float]],
    times: PrintTimes,
    total: float,
    span: tuple[float, float],
    *,
    doubt: float,
) -> Eta | None:
    started, now = span
    marks = [Mark(time, position) for point, position in positions if (time := times.of(point)) is not None]
    found = estimate(marks, total, now, doubt=doubt) if marks else None
    if found is None and positions and positions[-1][1] > 0:
        found = estimate([Mark(started, 0.0), Mark(now, positions[-1][1])], total, now, doubt=doubt)
    return found


def _epochs_done(points: Sequence[Point]) -> Iterator[tuple[Point, float]]:
    """Yield the first point of each epoch with the epochs that were done then, counted from one."""
    first = min(point.epoch for point in points if point.epoch is not None)
    is_from_zero = first < 1 and first == int(first)
    seen: float | None = None
    for point in points:
        if point.epoch is not None and point.epoch != seen:
            seen = point.epoch
            yield point, point.epoch + (1 if is_from_zero else 0)


def _is_within_epochs(points: Sequence[Point]) -> bool:
    """Whether lines are printed inside epochs, so that naming one does not mean that it is over."""
    seen: dict[float, set[float]] = {}
    for point in points:
        if point.epoch is not None and point.step is not None:
            steps = seen.setdefault(point.epoch, set())
            steps.add(point.step)
            if len(steps) > 1:
                return True
    return False


def _progress_in(folder: RunFolder, source: str, cursor: Cursor) -> TrainingProgress:
    """Return what a log says, with the bar that is still being redrawn at its end."""
    reader = LogReader.resume(cursor.state, cursor.offset)
    path = folder.path / source
    if path.exists():
        with path.open("rb") as file:
            file.seek(cursor.offset)
            reader.feed(file.read(TAIL_BYTES))
    return reader.progress


def _asked(folder: RunFolder, role: Role) -> float | None:
    """Return the value the run has for the param of a role."""
    config, repo = folder.read(ConfigContract), folder.read(RepoContract)
    if config is None:
        return None
    entry = next((each for each in repo.entries if each.name == config.entry), None) if repo else None
    by_role = [param.name for param in entry.params if param.role == role] if entry else []
    for name in (*by_role, *(name for name in config.params if role_of(name) == role)):
        value = config.params[name].value if name in config.params else None
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
    return None
