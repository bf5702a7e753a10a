"""What a training prints, as metrics: `LogReader` for a log that grows, `read_log` for a whole file."""

from skills.metrics.files import read_log
from skills.metrics.reader import LogReader, TrainingProgress

__all__ = ["LogReader", "TrainingProgress", "read_log"]
