"""Answer the user's own SQL in a process of its own, which can read the index and nothing else.

DuckDB bounds neither the time nor the memory of every function (`repeat('x', 4e9)` takes both, and no interrupt ends
it), so the query runs in a child process with limits of its own that is killed when its time is up.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from contracts.errors import BadRequest, Broken, MLClawError, StoreBusy, StoreDamaged
from store.rows import Table

TOO_LONG = 75
"""The exit status of a child whose query did not stop by itself."""

MEMORY_BYTES = 2 * 2**30
"""What the child may take."""
ANSWER_BYTES = 64 * 2**20
"""How much it may answer."""
_ERRORS: dict[str, type[MLClawError]] = {kind.__name__: kind for kind in (BadRequest, StoreBusy, StoreDamaged, Broken)}
_STARTING_S = 10.0
"""How long it may take to start on a busy machine; not counted as the query's time."""
TOO_LARGE = "The query needed more memory than a query may take. It asks for too much. Narrow it down."
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZ")


def answer(database: Path | None, sql: str, *, rows: int, seconds: float) -> Table:
    """Return the answer to one reading statement.

    Args:
        database: The index; None for an empty one.
        sql: As the user wrote it.
        rows: At most so many.
        seconds: At most so long.

    Raises:
        BadRequest: It is not one reading statement, it cannot be understood, or it asks for too much.
        StoreDamaged: The index cannot be read.
        Broken: The child could not be started.
    """
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise BadRequest(f"The query is no text that can be encoded: {error.reason}. Write it again.") from error
    asked = {
        "database": None if database is None else str(database),
        "sql": sql,
        "rows": max(0, rows),
        "seconds": seconds,
        "answer_bytes": ANSWER_BYTES,
        "memory_bytes": MEMORY_BYTES,
    }
    found = _ask(json.dumps(asked).encode(), seconds)
    if "error" in found:
        raise _ERRORS[found["error"]](found["says"])
    return Table(tuple(found["columns"]), [tuple(row) for row in found["rows"]], found["truncated"])


def _ask(asked: bytes, seconds: float) -> dict[str, Any]:
    argv = [sys.executable, "-P", "-s", "-m", "store.sql_worker"]
    try:
        done = subprocess.run(
            argv, input=asked, capture_output=True, env=child_environment(), timeout=seconds + _STARTING_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadRequest(too_long(seconds)) from None
    except OSError as error:
        raise Broken(f"{argv[0]!r} could not be started to answer a query: {error.strerror}. Try again.") from error
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    if done.returncode == TOO_LONG:
        raise BadRequest(too_long(seconds))
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise BadRequest(TOO_LARGE)
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
    raise Broken(f"The process that answers queries ended with {done.returncode}: {last[0]}. Run `mlclaw doctor`.")


def child_environment() -> dict[str, str]:
    """Return the variables of the child: none of ours but what Python needs to start."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}


def too_long(seconds: float) -> str:
    """Return what to say of a query whose time was up."""
    return f"The query was not done after {seconds:g} s. It asks for too much. Narrow it down."
