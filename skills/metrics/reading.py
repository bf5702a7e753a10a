"""What a reader makes of a line, whatever its form."""

from typing import NamedTuple

from skills.metrics.pairs import Pair
from skills.metrics.position import NOWHERE, Position


class Reading(NamedTuple):
    """Position and named numbers of a line."""

    pairs: list[Pair]
    position: Position = NOWHERE
    time: float | None = None
    """Seconds since the epoch, where the line says."""
    is_certain: bool = False
    """Whether its form says that its numbers are metrics: a table of results does, a line of text does not."""
    is_config: bool = False
    """Whether it echoes a configuration."""
