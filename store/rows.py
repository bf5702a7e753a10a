"""What the store gives back: a run in a list, a place in a log, a sample of the machine, a table."""

from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from contracts.names import RunStatus


class Every(Enum):
    """The wish for points of every split, beside `None` for points that have none."""

    SPLIT = "every split"


ANY = Every.SPLIT


class RunSummary(NamedTuple):
    """A run as a list shows it."""

    run_id: str
    name: str | None
    stage: str | None
    status: RunStatus | None
    started_at: datetime | None
    parent: str | None


class Cursor(NamedTuple):
    """How far a log has been read."""

    offset: int
    """Bytes from its beginning."""
    state: str
    """What its reader remembers between two looks, as text of its own making."""


class Sample(NamedTuple):
    """What a run used at one instant."""

    time: float
    """Seconds since the epoch, UTC."""
    cpu_percent: float | None = None
    rss_bytes: int | None = None
    gpu: int | None = None
    """Number of the GPU; absent in the row of the processes."""
    gpu_percent: float | None = None
    vram_bytes: int | None = None


class Table(NamedTuple):
    """The answer to a query."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool
    """Whether there was more than was asked for."""
