"""Read a log and say what came out, in short."""

from collections.abc import Callable

import pytest

from contracts.record import Point
from skills.metrics.reader import LogReader

Said = tuple[str, float, str | None, float | None, float | None]


@pytest.fixture
def read() -> Callable[[str], list[Point]]:
    """Return a function that reads a whole log into points."""

    def whole(text: str) -> list[Point]:
        reader = LogReader("log")
        return reader.feed(text.encode()) + reader.close()

    return whole


@pytest.fixture
def said(read: Callable[[str], list[Point]]) -> Callable[[str], list[Said]]:
    """Return a function that reads a log into (key, value, split, step, epoch)."""
    return lambda text: [(p.key, p.value, p.split, p.step, p.epoch) for p in read(text)]


@pytest.fixture
def values(read: Callable[[str], list[Point]]) -> Callable[[str], dict[str, float]]:
    """Return a function that reads a log into its last value of each key."""
    return lambda text: {point.key: point.value for point in read(text)}
