"""A project whose training prints a known series, and the program as processes that can be killed at any instant."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.names import ENDED
from contracts.run import RunContract
from mlclaw_tui.hosts.local import LocalHost
from skills.runs.settle import settle_all
from skills.skill import SkillContext
from store.folders import Home
from store.store import Store

TRAIN = """
import argparse, sys, time

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--ends-with", type=int, default=0)
args = parser.parse_args()
for epoch in range(1, args.epochs + 1):
    print(f"epoch {epoch}/{args.epochs} loss={1 / epoch:.6f}", flush=True)
    time.sleep(0.05)
open("model.pt", "w").write("weights")
sys.exit(args.ends_with)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Callable[[str], "subprocess.Popen[bytes]"]:
    """Start the program on one request."""

    def begin(request: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "mlclaw_tui", "--batch", request, "--yes"],
            cwd=tmp_path,
            env={**os.environ, "MLCLAW_HOME": str(home), "XDG_CONFIG_HOME": str(tmp_path / "config")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    return begin


@pytest.fixture
def context(home: Path, start: Callable[[str], "subprocess.Popen[bytes]"], tmp_path: Path) -> Iterator[SkillContext]:
    """The project, set up; what still runs at the end is ended."""
    repo = tmp_path / "foo"
    repo.mkdir()
    (repo / "train.py").write_text(TRAIN)
    assert start(f"set up the code in {repo}").wait(120) == 0
    host = LocalHost()
    found = SkillContext(
        store=Store(Home(home)),
        project=Home(home).project("foo"),
        hosts={"local": host},
        emit=lambda event: None,  # noqa: ARG005
        clock=lambda: datetime.now(UTC),
    )
    yield found
    for folder in found.project.runs():
        host.stop(folder.path, grace_s=0.1)


@pytest.fixture
def all_ended(context: SkillContext) -> Callable[[], list[RunContract]]:
    """Bring every run to its end, and return them."""

    def wait() -> list[RunContract]:
        while True:
            settle_all(context)
            runs = [run for folder in context.project.runs() if (run := folder.read(RunContract))]
            if all(run.status in ENDED for run in runs):
                return runs

    return wait
