"""The talk on disk: what was asked, what waits, what was answered, so that it is found again after any end.

One JSON object a line, appended: `{"id", "pid", "at", "request", "status", "text"}`; the last line of an id counts.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from contracts.errors import Broken

READ_BACK_BYTES = 512 * 1024
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request of an earlier talk."""

    request: str
    status: str
    text: str
    at: datetime
    is_elsewhere: bool
    """Whether another app that still runs works on it."""


class TalkRecord:
    """The file of one home."""

    def __init__(self, path: Path) -> None:
        """Remember where it is; nothing is opened."""
        self._path = path
        self._talk = f"{os.getpid()}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"

    def note(self, turn: int, request: str, status: str, text: str = "") -> None:
        """Append how a request stands.

        Raises:
            Broken: The disk is full or read-only.
        """
        line = {
            "id": f"{self._talk}-{turn}",
            "pid": os.getpid(),
            "at": datetime.now(UTC).isoformat(),
            "request": request[:LONGEST_TEXT],
            "status": status,
            "text": text[:LONGEST_TEXT],
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(json.dumps(line) + "\n")
        except OSError as error:
            raise Broken(f"{str(self._path)!r} cannot be written: {error.strerror}. The talk is not kept.") from error

    def earlier(self, most: int) -> list[Earlier]:
        """Return the newest requests of earlier talks, oldest first; lines that cannot be read are left out."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - READ_BACK_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
        found: dict[str, dict[str, Any]] = {}
        for line in lines:
            entry = _entry(line)
            if entry is not None:
                found.pop(entry["id"], None)
                found[entry["id"]] = entry
        return [_earlier(entry) for entry in list(found.values())[-most:]]


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    is_whole = isinstance(entry, dict) and {"id", "pid", "at", "request", "status", "text"} <= entry.keys()
    return entry if is_whole else None


def _earlier(entry: dict[str, Any]) -> Earlier:
    return Earlier(
        request=str(entry["request"]),
        status=str(entry["status"]),
        text=str(entry["text"]),
        at=datetime.fromisoformat(entry["at"]),
        is_elsewhere=entry["pid"] != os.getpid() and psutil.pid_exists(int(entry["pid"])),
    )
