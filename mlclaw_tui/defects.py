"""A defect of ours: its traceback is written down, and the user gets one sentence."""

import sys
import traceback
from datetime import UTC, datetime

from contracts.errors import MLClawError
from mlclaw_tui.paths import home_path
from store.files import write_atomic


def report_defect(version: str) -> str:
    """Write the traceback of the exception at hand to a file, and return what to tell the user."""
    text = f"mlclaw {version}\n{sys.argv[1:]!r}\n{traceback.format_exc()}"
    path = home_path() / "defects" / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
    try:
        write_atomic(path, text)
        where = f"The traceback is in {str(path)!r}. Please report it."
    except MLClawError:
        where = f"The traceback could not be written down, so here it is:\n{text}"
    return f"This is a defect of ours: {sys.exc_info()[1]!r}. {where}"
