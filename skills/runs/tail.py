"""The end of a log, however long the log is."""

from pathlib import Path

from skills.safe_text import shown

LINE_LIMIT = 2000


def last_lines(path: Path, count: int) -> list[str]:
    """Return the last lines that are not blank, oldest first, safe to show; none where there is no such log.

    A line overwritten by carriage returns counts as what was left standing of it.
    """
    if not path.exists():
        return []
    want = max(count, 1)
    with path.open("rb") as file:
        end = file.seek(0, 2)
        size = min(end, 64 * 1024 + want * 512)
        while True:
            file.seek(end - size)
            lines = [line for line in file.read(size).split(b"\n") if line.strip()]
            if len(lines) > want or size == end:
                break
            size = min(end, size * 4)
    return [_standing(line) for line in lines[-want:]]


def _standing(line: bytes) -> str:
    parts = [part for part in line.decode("utf-8", "replace").split("\r") if part.strip()]
    return shown(parts[-1] if parts else "")[:LINE_LIMIT]
