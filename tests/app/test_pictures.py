"""Pictures of the screens; `PICTURES=write` draws them anew."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from piloting import say, until
from textual.pilot import Pilot

from mlclaw_tui.app.app import MLClawApp
from screens.widgets.proposal_card import ProposalCard

FOLDER = Path(__file__).parents[2] / "snapshots"
SIZES = [(80, 24), (120, 40), (200, 60)]
Drive = Callable[..., None]


def compare(app: MLClawApp, name: str) -> None:
    """Compare what is seen with the picture of that name."""
    width, height = app.size
    path = FOLDER / f"{name}-{width}x{height}.svg"
    drawn = re.sub(r"terminal-\d+", "terminal", app.export_screenshot())
    if os.environ.get("PICTURES") == "write":
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text("utf-8"), f"{path} is another picture"


@pytest.fixture(autouse=True)
def _nothing_moves(core: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(core), "machine", lambda self: "cpu 12% mem 34%")  # noqa: ARG005


@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen(size: tuple[int, int], drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: bool(app.completer.skills) and bool(app._machine))
        await pilot.pause(0.3)
        compare(app, "first")

    drive(steps, size=size)


@pytest.mark.parametrize("size", SIZES)
def test_a_proposal(size: tuple[int, int], drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: bool(app.screen.query(ProposalCard)))
        await until(pilot, lambda: bool(app.completer.skills) and bool(app._machine))
        await pilot.pause(0.3)
        compare(app, "proposal")

    drive(steps, size=size)
