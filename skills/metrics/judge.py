"""Which of the named numbers of a line are metrics. A configuration that is echoed must never become a score."""

from contracts.lexicon import is_known
from skills.metrics.memory import Memory
from skills.metrics.names import Kind
from skills.metrics.pairs import Pair
from skills.metrics.reading import Reading

_ALWAYS_WHEN_CERTAIN = frozenset([Kind.METRIC, Kind.WEAK, Kind.SCHEDULE, Kind.UNKNOWN, Kind.SPLIT])


def accepted(reading: Reading, memory: Memory) -> list[Pair]:
    """Return the pairs of a line that are metrics, in order."""
    pairs = reading.pairs
    if reading.is_certain:
        found = [pair for pair in pairs if pair.kind in _ALWAYS_WHEN_CERTAIN]
    else:
        line = _Line(reading, memory)
        found = [pair for pair in pairs if line.accepts(pair)]
    return found


class _Line:
    """What the pairs of a line say about each other."""

    def __init__(self, reading: Reading, memory: Memory) -> None:
        self.is_placed = reading.position.is_given
        self.configs = sum(pair.kind is Kind.CONFIG for pair in reading.pairs)
        self.has_metric = any(pair.kind is Kind.METRIC and self._is_stated(pair) for pair in reading.pairs)
        self.is_config = reading.is_config
        self.is_echo = reading.is_config or (not self.is_placed and (self.configs >= 2 or memory.config_lines >= 2))
        self.is_alone_in_epoch = memory.epoch is not None and len(reading.pairs) == 1
        self.is_under_results = memory.results_lines > 0

    def accepts(self, pair: Pair) -> bool:
        speaks_of_metrics = self.has_metric or self.is_placed
        match pair.kind:
            case Kind.METRIC:
                is_sure = self.is_placed or is_known(pair.key) or not (self.is_echo or pair.is_integer)
                return is_sure and self._is_stated(pair) and not (self.is_config and pair.is_integer)
            case Kind.WEAK:
                alone = pair.is_explicit and not pair.is_integer and not self.is_echo and not self.configs
                return (speaks_of_metrics and not (pair.is_integer and self.is_echo)) or alone
            case Kind.SCHEDULE:
                return (speaks_of_metrics or (self.is_alone_in_epoch and pair.is_explicit)) and not self.is_echo
            case Kind.SPLIT:
                return self.is_placed and not pair.is_integer
            case Kind.UNKNOWN:
                speaks = speaks_of_metrics or self.is_under_results
                is_clear = self.is_placed or not self.configs
                return speaks and is_clear and pair.is_explicit and not pair.is_integer and not self.is_echo
        return False

    def _is_stated(self, pair: Pair) -> bool:
        return pair.is_explicit or self.is_placed or not pair.is_integer
