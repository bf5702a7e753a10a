"""Follow a run to its end, saying how far it is."""

import time
from collections.abc import Iterable

from contracts.errors import Cancelled
from contracts.events import Progress, RunChanged
from contracts.names import ENDED
from contracts.record import Point
from contracts.run import RunContract
from skills.runs.progress import total_epochs
from skills.runs.reading import read_logs
from skills.runs.settle import settle
from skills.skill import SkillContext
from store.folders import RunFolder

POLL_S = 0.2
LOOK_AT_LOGS_S = 1.0
SHOWN_METRICS = 4


def follow(folder: RunFolder, skill: str, context: SkillContext) -> RunContract:
    """Return the run after its end.

    Raises:
        Cancelled: The user interrupted the waiting; the run goes on.
    """
    looked = 0.0
    try:
        host = context.hosts[folder.require(RunContract).host]
        total = total_epochs(folder)
        while host.refresh(folder.path).status in ("pending", "running"):
            if time.monotonic() - looked >= LOOK_AT_LOGS_S:
                _report(read_logs(folder, context, final=False), folder, skill, total, context)
                looked = time.monotonic()
            time.sleep(POLL_S)
    except KeyboardInterrupt as interrupt:
        raise Cancelled(
            f"{folder.name} goes on without this program. "
            f"Say `how is {folder.name} doing` to see it, or `stop {folder.name}` to end it."
        ) from interrupt
    run = settle(folder, context)
    if run.status in ENDED:
        context.emit(RunChanged(skill=skill, run_id=folder.name, status=run.status))
    return run


def _report(points: list[Point], folder: RunFolder, skill: str, total: float | None, context: SkillContext) -> None:
    if not points:
        return
    epoch = next((point.epoch for point in reversed(points) if point.epoch is not None), None)
    place = "" if epoch is None else f"epoch {epoch:g}{f'/{total:g}' if total else ''} · "
    fraction = min(epoch / total, 1.0) if epoch is not None and total else None
    text = f"{folder.name}: {place}{summary(points)}"
    context.emit(Progress(skill=skill, text=text, fraction=fraction))


def summary(points: Iterable[Point]) -> str:
    """Return the newest value of the metrics that were seen last, in a line."""
    last = {point.key: point.value for point in points}
    return " · ".join(f"{key} {value:.4g}" for key, value in list(last.items())[-SHOWN_METRICS:])
