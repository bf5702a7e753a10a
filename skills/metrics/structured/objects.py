"""JSON: logs of one object a line, and the trainer state that Hugging Face's Trainer keeps with its checkpoints."""

import json
from pathlib import Path
from typing import Any

from skills.metrics.structured.rows import MetricFile, NotMetrics, RowReader

_LONGEST_LINE = 2**20
_LARGEST_STATE = 256 * 2**20
_MOST_BAD_AT_FIRST = 3


def read_json_lines(path: Path, name: str) -> MetricFile:
    """Return the points of a log of one JSON object a line.

    Raises:
        NotMetrics: Its lines are something else.
        OSError: It cannot be read.
    """
    file = MetricFile("jsonl")
    reader = RowReader(file, name)
    with path.open("rb") as lines:
        offset = 0
        while line := lines.readline(_LONGEST_LINE):
            _feed(reader, file, line, offset)
            if not reader.rows and file.problem_count >= _MOST_BAD_AT_FIRST:
                raise NotMetrics("its lines are no JSON objects")
            if reader.rows == 20:
                reader.require_training()
            offset += len(line)
    reader.require_training()
    return file


def _feed(reader: RowReader, file: MetricFile, line: bytes, offset: int) -> None:
    text = line.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        return
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        if line.endswith(b"\n"):
            file.add_problem(f"the line at byte {offset} is no JSON")
        return
    if not isinstance(data, dict):
        file.add_problem(f"the line at byte {offset} is no JSON object")
    elif "run" in data and not reader.rows:
        raise NotMetrics("it is a history of runs")
    elif reader.placed or not _is_head(data):
        reader.feed(data, offset)


def _is_head(data: dict[str, Any]) -> bool:
    """Whether an object only describes the training, as mmdetection's first line does."""
    return not any(isinstance(value, int | float | dict) for value in data.values()) or "env_info" in data


def read_trainer_state(path: Path, name: str) -> MetricFile:
    """Return the points of a `trainer_state.json`; the place of a point is its index in `log_history`.

    Raises:
        NotMetrics: It has no `log_history`.
        OSError: It cannot be read.
    """
    file = MetricFile("trainer_state")
    history = trainer_history(path)
    if history is None:
        raise NotMetrics("it has no `log_history`")
    reader = RowReader(file, name)
    for index, item in enumerate(history):
        if isinstance(item, dict):
            reader.feed(item, index)
        else:
            file.add_problem(f"item {index} of `log_history` is no object")
    return file


def trainer_history(path: Path) -> list[Any] | None:
    """Return the `log_history` of a file, or None where it is no trainer state.

    Raises:
        OSError: It cannot be read.
    """
    if path.stat().st_size > _LARGEST_STATE:
        return None
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    history = data.get("log_history") if isinstance(data, dict) else None
    return history if isinstance(history, list) else None
