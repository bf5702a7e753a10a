"""Other tools' words and times in our own: `COMPLETED` is finished, `2026-11-01 10:00` is a moment in UTC."""

import math
import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

from contracts.names import RunStatus

_STATUSES: dict[RunStatus, str] = {
    "finished": "finished complete completed success succeeded successful done ok ended end passed exited finish",
    "failed": "failed failure error errored fail exception broken",
    "crashed": "crashed crash killed oom died dead aborted abort terminated preempted timeout timedout node_fail",
    "stopped": "stopped stop cancelled canceled interrupted pruned halted early_stopped cancel kill_requested",
    "running": "running active started in_progress inprogress r train training",
    "pending": "pending queued scheduled created waiting submitted new",
    "lost": "lost unknown_host unresponsive orphaned zombie",
}
_STATUS_OF: dict[str, RunStatus] = {word: status for status, words in _STATUSES.items() for word in words.split()}
_STAGES = {
    "train": "train training fit finetune finetuning fine_tune pretrain",
    "evaluate": "evaluate eval evaluation test testing validate validation val score",
    "infer": "infer inference predict prediction",
    "deploy": "deploy deployment export convert",
}
_STAGE_OF = {word: stage for stage, words in _STAGES.items() for word in words.split()}
_OLDEST, _NEWEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class ReadMoment(NamedTuple):
    """A time as it was read."""

    moment: datetime | None
    """In UTC; None where the text is no time."""
    had_zone: bool
    """False: it named no time zone and was taken as UTC."""


def status_of(word: str) -> RunStatus | None:
    """Return our word for another tool's status, or None where it is not known."""
    return _STATUS_OF.get(_plain(word))


def stage_of(word: str) -> str:
    """Return our word for a stage; a stage of another kind keeps its own."""
    return _STAGE_OF.get(_plain(word), word.strip())


def moment_of(value: Any) -> ReadMoment:
    """Return the time in ISO 8601 text, or in seconds or milliseconds since the epoch."""
    number = _number(value)
    if number is not None:
        return ReadMoment(_in_range(_from_epoch(number)), True)
    if not isinstance(value, str):
        return ReadMoment(None, True)
    text = re.sub(r"\s*(?:UTC|GMT|z)$", "Z", value.strip())
    text = re.sub(r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ReadMoment(None, True)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return ReadMoment(_in_range(zoned.astimezone(UTC)), moment.tzinfo is not None)
    except OverflowError:
        return ReadMoment(None, True)


def _number(value: Any) -> float | None:
    if isinstance(value, str) and re.fullmatch(r"\d{9,13}(?:\.\d+)?", value.strip()):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e18 and math.isfinite(value) else math.inf


def _from_epoch(number: float) -> datetime | None:
    for scale in (1.0, 1e3, 1e6, 1e9):  # seconds, then what clocks with finer ticks write
        if number / scale < _NEWEST.timestamp():
            return datetime.fromtimestamp(number / scale, UTC) if number >= 0 else None
    return None


def _in_range(moment: datetime | None) -> datetime | None:
    return moment if moment and _OLDEST <= moment <= _NEWEST else None


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", "_", word.strip().lower())
