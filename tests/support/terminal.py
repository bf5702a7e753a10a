"""A real terminal in tmux: keys in, what is seen out."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path


class Terminal:
    """One program in one tmux of its own; a shell follows it."""

    def __init__(self, arguments: str, home: Path, *, columns: int = 80, lines: int = 24, **variables: str) -> None:
        self._name = f"mlclaw-test-{uuid.uuid4().hex[:8]}"
        settings = {
            "MLCLAW_HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PS1": "shell> ",
            **variables,
        }
        said = " ".join(f"{name}='{value}'" for name, value in settings.items())
        command = f"exec env {said} sh -c '{sys.executable} -m mlclaw_tui {arguments}; echo ended with $?; exec sh -i'"
        environment = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_CTYPE")}
        subprocess.run(
            ["tmux", "-L", self._name, "-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(lines),
             "-c", str(home.parent), command],
            check=True, env=environment,
        )  # fmt: skip

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names, or type text."""
        self._tmux("send-keys", *keys)

    def seen(self) -> str:
        """Return what is on the screen."""
        return self._tmux("capture-pane", "-p")

    def wait_for(self, text: str, seconds: float = 60.0) -> str:
        """Wait until a text is seen and return the screen."""
        deadline = time.monotonic() + seconds
        while text not in (screen := self.seen()):
            assert time.monotonic() < deadline, f"{text!r} was not seen:\n{screen}"
            time.sleep(0.05)
        return screen

    def process(self) -> int:
        """Return the id of the program."""
        shell = self._tmux("list-panes", "-F", "#{pane_pid}").strip()
        found = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True).stdout.split()
        return int(found[0])

    def close(self) -> None:
        """End the tmux and all in it."""
        subprocess.run(["tmux", "-L", self._name, "kill-server"], check=False, capture_output=True)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-L", self._name, *words], check=True, capture_output=True, text=True)
        return done.stdout
