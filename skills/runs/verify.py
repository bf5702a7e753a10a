"""Read a run's raw logs again and see whether they give the very series that is stored."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from contracts.record import Point
from contracts.run import RunContract
from skills.metrics.reader import LogReader
from skills.runs.reading import CHUNK_BYTES, SOURCES
from skills.skill import SkillContext
from store.folders import RunFolder

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """How the logs and the record agree."""

    run_id: str
    logged: int
    """Points that the logs give now."""
    stored: int
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.differences

    def text(self) -> str:
        """Return the answer as a person reads it."""
        if self.ok:
            return f"{self.run_id}: the logs give the same {self.logged:,} points that are stored."
        listed = "\n".join(f"  {difference}" for difference in self.differences)
        return f"{self.run_id}: the logs give {self.logged:,} points, {self.stored:,} are stored.\n{listed}"


def verify(folder: RunFolder, context: SkillContext) -> Verified:
    """Compare what the logs of a run say with what is stored of it.

    Raises:
        NotReady: The run has no `run.json`.
    """
    folder.require(RunContract)
    with context.store.session() as session:
        stored = session.points(folder.project, folder.name)
    by_source = {source: [point for point in stored if _is_of(point, source)] for source in SOURCES}
    logged = {source: _read(folder, source) for source in SOURCES}
    differences = [difference for source in SOURCES for difference in _compare(logged[source], by_source[source])]
    return Verified(folder.name, sum(map(len, logged.values())), len(stored), tuple(differences[:SHOWN]))


def _read(folder: RunFolder, source: str) -> list[Point]:
    path = folder.path / source
    reader = LogReader(source)
    points: list[Point] = []
    if path.exists():
        with path.open("rb") as file:
            while data := file.read(CHUNK_BYTES):
                points += reader.feed(data)
    return points + reader.close()


def _is_of(point: Point, source: str) -> bool:
    return (point.source or "").partition("@")[0] == source


def _compare(logged: Sequence[Point], stored: Sequence[Point]) -> list[str]:
    found = []
    for number, (one, other) in enumerate(zip_longest(logged, stored), 1):
        if one is None or other is None or not _same(one, other):
            found.append(f"point {number}: the log says {_shown(one)}, stored is {_shown(other)}")
            if len(found) == SHOWN:
                break
    return found


def _same(one: Point, other: Point) -> bool:
    values = one.value == other.value or (math.isnan(one.value) and math.isnan(other.value))
    return values and one._replace(value=0.0, split=None) == other._replace(value=0.0, split=None)


def _shown(point: Point | None) -> str:
    return "nothing" if point is None else f"{point.key} {point.value:g} ({point.source})"
