"""Write a text in the user's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path


def edited(text: str) -> str | None:
    """Return a text as the user's `$EDITOR` left it; None where no editor could be started or it said no."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "request.txt"
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*command, str(path)], check=False)
        except OSError:
            return None
        return path.read_text("utf-8", "replace").strip("\n") if done.returncode == 0 else None
