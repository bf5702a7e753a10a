"""An app over a real home, with an agent that answers from a script."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from contracts.events import StepFinished, StepStarted
from contracts.plan import Answer, Preview, Proposal, Result, Step
from mlclaw_tui.agent.agent import Decide, Outcome
from mlclaw_tui.app.app import MLClawApp
from mlclaw_tui.app.core import Core
from mlclaw_tui.settings import Settings
from store.folders import Home

TRAIN = Step(
    skill="train",
    args={"params": {"lr": 0.1}},
    effects=("read", "execute"),
    preview=Preview(says="train with lr 0.1", commands=(("python", "train.py", "--lr", "0.1"),), hosts=("local",)),
)


@dataclass(slots=True)
class ScriptedCore(Core):
    """Answers `train` with a proposal and everything else with its own words."""

    carried_out: list[str] = field(default_factory=list)
    steps: tuple[Step, ...] = (TRAIN,)
    may_go_on: threading.Event = field(default_factory=threading.Event)
    """Held back by `wait`."""

    def answer(self, request: str, decide: Decide) -> Outcome:
        if request == "wait":
            self._emit(StepStarted(skill="train", title="wait", number=1, of=1))
            while not self.may_go_on.wait(0.02):
                pass
            self._emit(StepFinished(skill="train", status="done", elapsed_s=1.0))
        if request.startswith("train"):
            proposal = Proposal(request=request, steps=self.steps)
            if not decide(proposal):
                return _outcome(request, "needs_confirmation", "not confirmed")
            self.carried_out.append(request)
        return _outcome(request, "done", f"**answer** to {request}")


def _outcome(request: str, status: Any, text: str) -> Outcome:
    results = (Result(skill="help", text=text),)
    return Outcome(Answer(request=request, planner="rules", status=status, results=results, text=text, elapsed_s=0.01))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def core(home: Path) -> ScriptedCore:
    return ScriptedCore(Home(home), Settings(), None, "a test", home.parent / "config.toml")


Drive = Callable[..., None]


@pytest.fixture
def drive(core: ScriptedCore) -> Drive:
    """Run an app and something that presses its keys."""

    def run(
        steps: Callable[[MLClawApp, Pilot[None]], Coroutine[Any, Any, None]],
        *,
        size: tuple[int, int] = (80, 24),
        **options: Any,
    ) -> None:
        async def go() -> None:
            app = MLClawApp(core, **options)
            async with app.run_test(size=size) as pilot:
                while not app.screen.query("#prompt-area"):
                    await pilot.pause(0.02)
                await pilot.pause()
                await steps(app, pilot)
                core.may_go_on.set()

        asyncio.run(go())

    return run
