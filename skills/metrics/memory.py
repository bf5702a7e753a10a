"""What is remembered from line to line: where the training is, under which heading, in which table."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from contracts.lexicon import split_of, understand, words_of
from skills.metrics.names import Kind
from skills.metrics.pairs import Pair
from skills.metrics.position import Position
from skills.metrics.tables import Table


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ANNOUNCING = _set(
    """running start starting begin beginning results result set on the of phase metrics scores performance summary
    final model best epoch loop now doing performing"""
)
_CONFIG_HEADINGS = _set("config configuration cfg args arguments hyperparameters hyperparams hparams settings options")
_RESULTS = frozenset(["results", "metrics", "scores", "performance", "summary"])
_EPOCH_TOTALS = frozenset(["epochs", "num_epochs", "n_epochs", "max_epochs", "num_train_epochs", "total_epochs"])
_ECHOED = frozenset([Kind.CONFIG, Kind.SCHEDULE])
_SETS_A_WORD = re.compile(r"[\w.\"']+\s*[:=]\s*(?:dict\(|True\b|False\b|None\b|true\b|false\b|null\b|['\"])")
_HEADED_LINES = 40
_LONGEST_HEADING = 200
_MOST_HEADING_SPACES = 10
_TRAINING_SPLITS = frozenset([None, "train"])
_MOST_RECENT = 4
_MOST_EVALUATED = 64


@dataclass
class Memory:
    """All that a reader carries from one line to the next; small, and JSON."""

    epoch: float | None = None
    epochs_total: int | None = None
    step: float | None = None
    steps_total: int | None = None
    is_within_epoch: bool = False
    """Whether `step` counts from the beginning of its epoch."""
    split: str | None = None
    """What a heading above the line says."""
    results_lines: int = 0
    """How many lines more stand under a heading such as `Results:`."""
    heading_lines: int = 0
    """How many lines more stand under the heading that gave `split`."""
    config_lines: int = 0
    """How many lines before, without a break, echo the configuration."""
    is_in_traceback: bool = False
    failure: str | None = None
    """The last line of a traceback that no metric came after."""
    skips_next: bool = False
    has_whole_bar: bool = False
    """Whether the bar of this epoch reached its end."""
    table: Table | None = None
    table_misses: int = 0
    recent: list[str] = field(default_factory=list)
    """The last states of bars that were read, to know a mere redraw."""
    evaluated: dict[str, float] = field(default_factory=dict)
    """The last values of evaluation metrics in bars, which are shown until the next evaluation."""

    def to_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Memory":
        table = data.get("table")
        head = table and Table(tuple(table[0]), table[1], table[2], tuple(table[3]))
        known = {each.name for each in fields(cls)} - {"table"}  # another version may have remembered more
        return cls(table=head, **{name: value for name, value in data.items() if name in known})

    def move(self, position: Position) -> None:
        """Take over where the training is."""
        if position.is_aside:
            return
        self.epochs_total = position.epochs_total or self.epochs_total
        if position.epoch is not None and position.epoch != self.epoch:
            if self.epoch is None or self.is_within_epoch:
                self.step = self.steps_total = None
            self.epoch, self.split, self.results_lines, self.has_whole_bar = position.epoch, None, 0, False
        is_training = position.split in _TRAINING_SPLITS
        if position.step is not None and is_training:
            if position.step != self.step:
                self.split = None
            self.step, self.is_within_epoch = position.step, position.within_epoch
        if position.is_section and position.split == "train":
            self.split, self.heading_lines = None, 0
        if is_training:
            self.steps_total = position.steps_total or self.steps_total
        elif position.is_section:
            self.split = position.split

    def stand_under(self, heading: str) -> None:
        """Take over what a line without numbers announces: `Validation:`, `** Evaluation **`, `Config:`."""
        if _SETS_A_WORD.match(heading):
            self.config_lines += 1
        if heading.count(" ") > _MOST_HEADING_SPACES or len(heading) > _LONGEST_HEADING:
            return
        words = words_of(heading)
        if not 0 < len(words) <= 6:
            return
        telling = [word for word in words if word not in _ANNOUNCING]
        is_marked = heading.endswith((":", "...", "…")) or not heading[0].isalnum()
        if is_marked and any(word in _CONFIG_HEADINGS for word in words):
            self.config_lines = 2
        elif telling and all(split_of(word) for word in telling):
            self.split, self.heading_lines, self.results_lines = split_of(telling[-1]), _HEADED_LINES, _HEADED_LINES
        elif is_marked and len(words) <= 4 and not _RESULTS.isdisjoint(words):
            self.results_lines = _HEADED_LINES

    def pass_line(self) -> None:
        """Count a line that was read: headings do not last for ever."""
        self.results_lines = max(0, self.results_lines - 1)
        if self.heading_lines:
            self.heading_lines -= 1
            if not self.heading_lines:
                self.split = None

    def note(self, pairs: Sequence[Pair], found: Sequence[Pair]) -> None:
        """Remember whether a line echoed the configuration or gave metrics."""
        if found:
            self.config_lines, self.failure = 0, None
        elif any(pair.kind in _ECHOED for pair in pairs):
            self.config_lines += 1
            self.results_lines = 0
            if self.heading_lines:
                self.split, self.heading_lines = None, 0
        for pair in pairs:
            if pair.kind is Kind.CONFIG and pair.is_integer and pair.key.lower() in _EPOCH_TOTALS:
                self.epochs_total = self.epochs_total or int(pair.value)

    def is_redraw(self, state: str) -> bool:
        """Return whether this state of a bar was read a moment ago, and remember it."""
        if state in self.recent:
            return True
        self.recent = [*self.recent[1 - _MOST_RECENT :], state]
        return False

    def is_stale(self, pair: Pair) -> bool:
        """Return whether a bar only goes on showing the value of the last evaluation, and remember it."""
        if understand(pair.key).split in _TRAINING_SPLITS:
            return False
        if self.evaluated.get(pair.key) == pair.value:
            return True
        if len(self.evaluated) < _MOST_EVALUATED:
            self.evaluated[pair.key] = pair.value
        return False
