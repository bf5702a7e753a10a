import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.run import JobFile
from mlclaw_tui.hosts.local import LocalHost
from skills.host import JobState, Launch

WAIT_S = 60.0


@pytest.fixture
def host() -> LocalHost:
    return LocalHost()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run folder."""
    place = tmp_path / "run_0001"
    (place / "work").mkdir(parents=True)
    return place


@pytest.fixture
def start(host: LocalHost, folder: Path) -> Iterator[Callable[..., Path]]:
    """Start a Python program as a job; what still runs at the end is ended."""

    def run(code: str, *, argv: tuple[str, ...] | None = None, **settings: Any) -> Path:
        command = argv or (sys.executable, "-c", code)
        host.start(Launch(folder=folder, argv=command, cwd=folder / "work", **settings))
        return folder

    yield run
    host.stop(folder, grace_s=0.1)


@pytest.fixture
def wait_for() -> Callable[[Callable[[], Any]], Any]:
    """Wait until something is true, and return it."""

    def wait(look: Callable[[], Any]) -> Any:
        until = time.monotonic() + WAIT_S
        while not (found := look()):
            if time.monotonic() > until:
                pytest.fail(f"It did not become true in {WAIT_S:g} s.")
            time.sleep(0.02)
        return found

    return wait


@pytest.fixture
def ended(host: LocalHost, wait_for: Callable[..., Any]) -> Callable[[Path], JobFile]:
    """Wait for a job's end and return its record."""

    def wait(folder: Path) -> JobFile:
        def look() -> JobState | None:
            state = host.refresh(folder)
            return state if state.status not in ("pending", "running") else None

        state: JobState = wait_for(look)
        assert state.status == "ended"
        assert state.job is not None
        return state.job

    return wait


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MiB."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk is mounted by root alone")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)
