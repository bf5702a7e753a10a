"""Runs, diff and charts over a real store."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from piloting import until
from textual.pilot import Pilot

from contracts.names import ENDED
from contracts.record import Point, RunRecord
from contracts.run import ParamValue
from mlclaw_tui.app import comparing
from mlclaw_tui.app.app import MLClawApp
from screens.runs import RunsPane
from screens.widgets.diff_view import DiffView
from screens.widgets.plot_view import PlotView
from store.store import Store

Drive = Callable[..., None]


@pytest.fixture
def filled(core: Any) -> Store:
    store: Store = core.workspace.store
    folder = core.workspace.project
    folder.path.mkdir(parents=True)
    project = {"schema_version": 1, "name": folder.name, "created_at": "2026-11-01T00:00:00Z"}
    (folder.path / "project.json").write_text(json.dumps(project))
    records = [
        RunRecord(
            project=folder.name,
            run_id=f"r{number}",
            stage="train",
            status="finished",
            params={"lr": ParamValue(value=number / 10, source="imported")},
            finals={"val_acc": 0.5 + number / 20},
        )
        for number in range(8)
    ]
    with store.session(write=True) as session:
        session.put(records)
        for number in range(8):
            points = [Point("loss", 1 / (step + 1), step=step) for step in range(50)]
            session.add_points(folder.name, f"r{number}", points)
    return store


def test_columns_hold_one_value_a_run(filled: Store, core: Any) -> None:
    columns = comparing.columns_of(filled, core.current_project, ["val_acc", "lr", "nosuch"])
    assert columns["lr"]["r3"] == 0.3
    assert columns["val_acc"]["r3"] == pytest.approx(0.65)
    assert columns["nosuch"] == {}


def test_metrics_that_are_judged_come_first_among_the_columns(filled: Store, core: Any) -> None:
    rows, names = comparing.rows_of(filled, core.current_project)
    assert len(rows) == 8
    assert set(names) == {"val_acc", "loss", "lr"}
    assert names[-1] == "lr"


@pytest.mark.usefixtures("filled")
def test_a_filter_a_sort_and_marks_lead_to_a_diff(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await pilot.press("f4")
        pane = app.screen.query_one(RunsPane)
        await until(pilot, lambda: len(pane.model.seen) == 8)
        await pilot.press("slash", *"lr>0.45", "enter")
        await until(pilot, lambda: [row.run_id for row in pane.model.seen] == ["r7", "r6", "r5"])
        await pilot.press("s", *"lr", "enter", "S")
        await until(pilot, lambda: [row.run_id for row in pane.model.seen] == ["r5", "r6", "r7"])
        await pilot.press("g", "space", "space", "c")
        view = app.screen.query_one(DiffView)
        await until(pilot, lambda: view._diff is not None)
        assert view._diff is not None
        assert (view._diff.left, view._diff.right) == ("r5", "r6")
        lines = {line.name: line for section in view._diff.sections for line in section.lines}
        assert (lines["lr"].left, lines["lr"].right) == ("0.5", "0.6")
        assert lines["val_acc"].note.endswith("better")

    drive(steps)


@pytest.mark.usefixtures("filled")
def test_marked_runs_are_drawn(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await pilot.press("f4")
        pane = app.screen.query_one(RunsPane)
        await until(pilot, lambda: len(pane.model.seen) == 8)
        await pilot.press("space", "space", "m")
        plot = app.screen.query_one(PlotView)
        await until(pilot, lambda: len(plot._curves) == 2)
        for key in ("plus", "right", "L", "s", "m", "0", "x", "n"):
            await pilot.press(key)
        assert app.focused is plot

    drive(steps, size=(120, 40))


def test_a_theme_that_was_chosen_is_kept_and_comments_stay(core: Any, drive: Drive) -> None:
    path: Path = core.settings_file
    path.write_text("# mine\n[ui]\n# dark room\nascii = false\n")

    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        app.choose_theme("mlclaw-contrast")
        await pilot.pause()

    drive(steps)
    text = path.read_text()
    assert "# dark room" in text
    assert 'theme = "mlclaw-contrast"' in text


@pytest.mark.usefixtures("filled")
def test_a_store_that_others_hold_is_said_and_does_not_stop_the_keys(core: Any, drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        with Store(core.home, who="another program").session(write=True):
            app._views.look_at_runs()
            await pilot.press(*"still typing")
            await until(pilot, lambda: "another program" in app._notice)

    drive(steps)


def test_every_status_has_a_word() -> None:
    assert {"finished", "failed", "crashed", "stopped", "lost"} == ENDED
