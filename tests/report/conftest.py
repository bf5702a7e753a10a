"""A project whose record holds runs with curves, and text that must stay text."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.names import ProjectName
from contracts.record import Point, RunRecord
from contracts.run import ParamValue
from skills.arguments import Report
from skills.report.skill import ReportSkill
from skills.skill import SkillContext
from store.folders import Home
from store.store import Store

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROJECT: ProjectName = "vehicles"
HOSTILE = "<script>document.title='run'</script></script><img src=http://192.0.2.1/x onerror=alert(1)>"
BASE = {"lr": 0.001, "batch_size": 32, "schedule": "cosine", "note": HOSTILE}
CHANGED = ({}, {"lr": 0.01}, {"batch_size": 64, "lr": 0.003}, {"schedule": HOSTILE + "2"})


@pytest.fixture
def context(tmp_path: Path) -> SkillContext:
    """Return a project with four trainings: the third was best, the first is named like an attack, the last failed."""
    store = Store(Home(tmp_path / "home"))
    project = store.home.project(PROJECT)
    project.path.mkdir(parents=True)
    with store.session(write=True) as session:
        session.put(_record(number) for number in range(4))
        for number in range(4):
            session.add_points(PROJECT, f"run_000{number + 1}", list(_points(number)))
    return SkillContext(
        store=store, project=project, hosts={}, emit=lambda _: None, clock=lambda: START + timedelta(days=30)
    )


@pytest.fixture
def written(context: SkillContext) -> Path:
    """Return the page about the four runs."""
    return Path(str(ReportSkill().run(Report(), context).data["path"]))


def _record(number: int) -> RunRecord:
    params = {**BASE, **CHANGED[number]}
    return RunRecord(
        project=PROJECT,
        run_id=f"run_000{number + 1}",
        name=HOSTILE if number == 0 else None,
        stage="train",
        status="failed" if number == 3 else "finished",
        started_at=START + timedelta(hours=number),
        finished_at=START + timedelta(hours=number, minutes=42),
        host="server-2",
        seed=number,
        params={name: ParamValue(value=value, source="user") for name, value in params.items()},
        packages={"numpy": "2.0.0" if number == 1 else "1.26.4", "pillow": "11.0"},
        code_files={"train.py": "a" * 64, f"{HOSTILE}.py": str(number)},
        datasets={"dataset": "d" * 64},
    )


def _points(number: int) -> Iterator[Point]:
    for step in range(30):
        accuracy = (0.8 + 0.02 * (number if number < 3 else 1)) * (1 - math.exp(-step / 6))
        yield Point("val_acc", math.nan if (number, step) == (1, 12) else accuracy, None, step)
        yield Point("train_loss", math.exp(-step / 8) + number / 50, None, step)
        yield Point("val_loss", math.exp(-step / 8) + 0.1, None, step)
