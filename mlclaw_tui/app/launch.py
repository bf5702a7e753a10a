"""Open the app on a terminal, and leave the terminal as it was, however the app ends."""

import gc
import os
import signal
import sys
from pathlib import Path

from mlclaw_tui.paths import settings_path
from mlclaw_tui.settings import Settings

SMALLEST = (60, 15)
RESTORE = "\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[<u\x1b[0m"


def why_plain() -> str | None:
    """Return why the full screen cannot be shown on this terminal; None where it can."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return "there is no terminal, or its output goes elsewhere"
    if os.environ.get("TERM", "dumb") == "dumb":
        return "TERM is dumb"
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return f"the terminal has {columns}×{lines} cells, and {SMALLEST[0]}×{SMALLEST[1]} are needed"
    return None


def open_app(home: Path, settings: Settings, project: str | None, *, read_only: bool = False) -> int:
    """Run the app until the user leaves and return its exit code."""
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    from mlclaw_tui.app.app import MLClawApp  # noqa: PLC0415 - Textual reads its variables when it is imported
    from mlclaw_tui.app.core import core_for  # noqa: PLC0415

    core = core_for(home, settings, project, settings_path())
    app = MLClawApp(core, ascii_only=_is_ascii() or settings.ui.ascii, read_only=read_only, is_own_process=True)
    caught: list[int] = []

    def leave(number: int, frame: object) -> None:  # noqa: ARG001
        caught.append(number)
        app.call_later(app.exit)
        if len(caught) > 1:
            sys.stderr.write(RESTORE)
            sys.stderr.flush()
            os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        app.run()
    finally:
        gc.unfreeze()  # libraries that count their objects at the end would miss those that were frozen
        _restore()
    return 128 + caught[0] if caught else app.return_code or 0


def _is_ascii() -> bool:
    """Whether only ASCII can be drawn: a Linux console, or a locale that is not UTF-8."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    if locale == "C.UTF-8" and os.environ.get("LANG", "C") in ("", "C", "POSIX") and not os.environ.get("LC_ALL"):
        locale = "C"  # Python itself set LC_CTYPE so, because nobody said a locale
    return os.environ.get("TERM") == "linux" or "utf" not in locale.lower()


def _restore() -> None:
    try:
        sys.stderr.write("\x1b[?25h\x1b[0m")
        sys.stderr.flush()
    except OSError:
        pass  # the terminal was closed
