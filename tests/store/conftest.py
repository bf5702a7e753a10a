"""A home of its own for every test, and short ways to fill it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.record import Point, RunRecord
from contracts.run import ConfigContract, RunContract, Snapshot
from store.folders import Home, RunFolder
from store.points import write_points
from store.store import Store

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Store:
    return Store(home, who="a test", wait_s=5)


@pytest.fixture
def record() -> Callable[..., RunRecord]:
    """Make a record of project `p` with what is asked for."""

    def make(run_id: str = "run_0001", **parts: Any) -> RunRecord:
        params = {name: {"value": value, "source": "user"} for name, value in parts.pop("params", {}).items()}
        return RunRecord.model_validate({"project": "p", "run_id": run_id, "params": params, **parts})

    return make


@pytest.fixture
def run_on_disk(home: Home) -> Callable[..., RunFolder]:
    """Write the folder of a run of ours, ended unless said otherwise."""

    def write(status: str = "finished", *, points: list[Point] | None = None, project: str = "p") -> RunFolder:
        folder = home.project(project).allocate_run()
        number = int(folder.name.removeprefix("run_"))
        digest = f"{number:064x}"
        snapshot = Snapshot(commit="c" * 40, tree="t" * 64, complete=True)
        common = {"project": project, "run_id": folder.name, "stage": "train", "host": "local"}
        params = {"lr": {"value": 0.1 * number, "source": "user"}}
        asked = {"entry": "train.py", "argv": ["python"], "cwd": "/", "params": params, "repo": digest, "env": digest}
        folder.write(ConfigContract.model_validate({**common, **asked}))
        started = START + timedelta(hours=number)
        finished = None if status == "running" else started + timedelta(minutes=5)
        times = {"created_at": started, "started_at": started, "finished_at": finished}
        run = {"status": status, "config": digest, "snapshot": snapshot}
        folder.write(RunContract.model_validate({**common, **run, **times}))
        folder.stdout.write_text("epoch 1 loss 0.5\n")
        if points is not None:
            write_points(folder.metrics, points)
        return folder

    return write
