"""Read what a training prints into points, from the bytes of its log as they grow.

Pure: no clock, no disk. Another process continues from `state()` and `offset` and yields the same series.
"""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from contracts.lexicon import understand
from contracts.record import Point
from skills.metrics.bars import Bar, find_bar, is_continuation
from skills.metrics.boxes import MOST_ROWS, BoxRow, find_box_row, read_box
from skills.metrics.interpret import interpret, locate, read_bar, remember_head
from skills.metrics.judge import accepted
from skills.metrics.memory import Memory
from skills.metrics.names import Kind
from skills.metrics.noise import is_noise, passes_over
from skills.metrics.pairs import Pair
from skills.metrics.prefix import without_prefix
from skills.metrics.reading import Reading
from skills.metrics.shapes import Shapes, Text
from skills.metrics.terminal import Line, LineCutter

_MOST_UNITS = 1000
_LONGEST_BAR = 2000
_WIDE = re.compile(r"\s{3,}")


class TrainingProgress(NamedTuple):
    """How far a training has come, as its log says."""

    epoch: float | None = None
    epochs_total: int | None = None
    step: float | None = None
    steps_total: int | None = None


class _Held(NamedTuple):
    """A line that the next one decides upon: it may be redrawn, or a row of a box that is not complete."""

    line: Line
    message: str
    bar: Bar | None
    row: BoxRow | None
    drawn: tuple[object, ...] | None
    """What a redraw has in common with it; None: it is a row of a box."""

    def is_redrawn_by(self, drawn: tuple[object, ...], bar: Bar | None) -> bool:
        """Return whether another line shows a later state of the same bar."""
        if drawn != self.drawn:
            return False
        if not (self.bar and bar and bar.is_mean):
            return self.line.refreshed
        is_later = (self.bar.n or 0) <= (bar.n or 0)
        return is_later and (self.line.refreshed or not self.bar.is_whole)


class LogReader:
    """Reads one log."""

    def __init__(self, name: str = "log", *, offset: int = 0) -> None:
        """Begin at the beginning.

        Args:
            name: Stands in each point's source: `logs/stdout.log@1042`.
            offset: Byte offset of the first byte that will be fed.
        """
        self.name = name
        self.units: dict[str, str] = {}
        """`%` for the metrics that were printed with it; their values are as printed."""
        self._lines = LineCutter(offset)
        self._memory = Memory()
        self._shapes = Shapes(locate)
        self._held: list[_Held] = []
        self._done = (-1, 0)
        """Offset of a line, and how many of its parts were read before this reader continued."""

    @classmethod
    def resume(cls, state: str, offset: int) -> "LogReader":
        """Continue where another reader stopped.

        Args:
            state: What `state()` of the other one returned.
            offset: Its `offset` then; the next byte fed is the one at this offset.
        """
        kept = json.loads(state)
        reader = cls(kept["name"], offset=offset)
        reader.units = kept["units"]
        reader._lines.skipping = kept["skipping"]
        reader._memory = Memory.from_data(kept["memory"])
        reader._done = (offset, kept["parts"])
        return reader

    @property
    def offset(self) -> int:
        """Byte offset up to which lines were read; the lines after it are not finished, or may yet be redrawn."""
        return self._held[0].line.offset if self._held else self._lines.offset

    @property
    def progress(self) -> TrainingProgress:
        """How far the training has come."""
        memory = self._memory
        bar = self._held[-1].bar if self._held else None
        if bar and bar.n is not None and not bar.is_moving_data:
            memory = Memory.from_data(memory.to_data())
            memory.move(read_bar(bar, memory, self._shapes).position)
        return TrainingProgress(memory.epoch, memory.epochs_total, memory.step, memory.steps_total)

    @property
    def failure(self) -> str | None:
        """The last line of a traceback that no metric came after; None where there is none."""
        return self._memory.failure

    def state(self) -> str:
        """Return what another process needs to continue at `offset`: small JSON."""
        kept = {
            "name": self.name,
            "units": self.units,
            "skipping": self._lines.skipping and not self._held,
            "parts": self._held[0].line.part if self._held else 0,
            "memory": self._memory.to_data(),
        }
        return json.dumps(kept, separators=(",", ":"))

    def feed(self, data: bytes) -> list[Point]:
        """Return the points of the lines that these bytes complete."""
        return self._read(self._lines.feed(data))

    def close(self) -> list[Point]:
        """Return the points of the last lines, which no newline ended or nothing came after."""
        points = self._read(self._lines.close())
        self._release(points)
        return points

    def _read(self, lines: Iterable[Line]) -> list[Point]:
        points: list[Point] = []
        for line in lines:
            if line.offset == self._done[0] and line.part < self._done[1]:
                continue
            self._take(line, points)
        return points

    def _take(self, line: Line, points: list[Point]) -> None:
        message, is_bad = without_prefix(line.text)
        if not message:
            if not self._held:
                self._memory.config_lines = 0
            return
        held = self._held[-1].bar if self._held else None
        if held and is_continuation(line.text):
            self._held[-1] = self._held[-1]._replace(bar=held._replace(after=f"{held.after}  {message}"))
            return
        message = _WIDE.sub("  ", message) if "   " in message else message
        bar = find_bar(message) if len(message) <= _LONGEST_BAR else None
        row = None if bar else find_box_row(message)
        if row:
            if self._held and (self._held[-1].drawn is not None or len(self._held) >= MOST_ROWS):
                self._release(points)
            self._held.append(_Held(line, message, bar, row, None))
            return
        if not bar and self._held and is_noise(message):
            return  # a callback's message does not end the bar it stands in
        drawn = self._drawn(line, message, bar)
        if self._held and not (drawn and self._held[-1].is_redrawn_by(drawn, bar)):
            self._release(points)
            drawn = self._drawn(line, message, bar)  # by the table whose head was just read
        if drawn is None:
            if not passes_over(line.text, message, self._memory, is_bad=is_bad):
                self._understand(line, message, bar, points)
        else:
            self._held = [_Held(line, message, bar, row, drawn)]

    def _drawn(self, line: Line, message: str, bar: Bar | None) -> tuple[object, ...] | None:
        """Return what the redraws of a line have in common; None where it is not redrawn."""
        if bar:
            if bar.is_mean or (self._memory.table and bar.desc[:1].isdigit()):
                return ("mean", bar.total)
            return (bar.n, bar.total, self._text(bar.desc).position.epoch)
        return ("line", self._text(message).position) if line.refreshed else None

    def _text(self, text: str) -> Text:
        return self._shapes.recall(text) or self._shapes.read(text)

    def _release(self, points: list[Point]) -> None:
        held, self._held = self._held, []
        if held and held[0].drawn is None and any(item.row and item.row.value for item in held):
            reading = read_box([item.row for item in held if item.row])
            if reading.pairs:
                self._settle(held[0].line, reading, points)
                return
        for item in held:
            self._understand(item.line, item.message, item.bar, points)

    def _understand(self, line: Line, message: str, bar: Bar | None, points: list[Point]) -> None:
        memory = self._memory
        if bar is None:
            reading = interpret(message, memory, self._shapes)
            if reading:
                self._settle(line, reading, points)
            return
        if remember_head(bar.desc, memory):
            return
        reading = read_bar(bar, memory, self._shapes)
        reading = reading._replace(pairs=[pair for pair in reading.pairs if not memory.is_stale(pair)])
        state = f"{reading.position.epoch}:{reading.position.step}:{[pair.value for pair in reading.pairs]}"
        if not (reading.pairs and memory.is_redraw(state)):
            self._settle(line, reading, points)
        memory.has_whole_bar = memory.has_whole_bar or (bar.is_mean and bar.is_whole)

    def _settle(self, line: Line, reading: Reading, points: list[Point]) -> None:
        memory = self._memory
        memory.move(reading.position)
        found = accepted(reading, memory)
        memory.note(reading.pairs, found)
        memory.pass_line()
        points.extend(self._points(line, reading, found))

    def _points(self, line: Line, reading: Reading, found: list[Pair]) -> Iterable[Point]:
        memory, position = self._memory, reading.position
        epoch = position.epoch if position.epoch is not None else memory.epoch
        is_elsewhere = memory.is_within_epoch or position.epoch is not None or position.is_aside
        step = position.step if position.step is not None or is_elsewhere else memory.step
        source = f"{self.name}@{line.offset}"
        splits = _splits(found, position.split, memory.split)
        for pair, split in zip(found, splits, strict=True):
            if pair.is_percent and len(self.units) < _MOST_UNITS:
                self.units[pair.key] = "%"
            yield Point(pair.key, pair.value, split, step, epoch, reading.time, source)


def _splits(found: list[Pair], position: str | None, heading: str | None) -> list[str | None]:
    """Return the split of each pair: its own, else its label's, the line's, its neighbours', the heading's."""
    names = [understand(pair.key) for pair in found]
    repeats = len({pair.key for pair in found}) < len(found)
    evaluated = {name.canonical for name in names if name.split not in {None, "train"}}
    splits: list[str | None] = []
    leading: str | None = None
    for pair, name in zip(found, names, strict=True):
        if name.split:
            leading = name.split if " " in pair.key or repeats else None
        implied = "train" if name.canonical in evaluated and leading is None else leading
        own = name.split or pair.split or position
        splits.append(own or (None if pair.kind is Kind.SCHEDULE else implied or heading))
    return splits
