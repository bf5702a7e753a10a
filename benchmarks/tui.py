"""How fast the terminal app is, as ratios to a bare Textual app in the same run: `python -m benchmarks.tui`."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"

import psutil
from textual.app import App, ComposeResult
from textual.widgets import Static, TextArea

from contracts.events import Output, StepStarted
from mlclaw_tui.app.app import MLClawApp
from mlclaw_tui.app.core import core_for
from mlclaw_tui.settings import Settings
from screens.filters import Row
from screens.plot import Curve, draw, window_of
from screens.runs import RunsPane
from screens.transcript import StepEvent

SIZE = (120, 40)
KEYS = 40
RUNS = 100_000


class Bare(App[None]):
    """Textual with a text area and nothing else."""

    def compose(self) -> ComposeResult:
        yield Static("bare")
        yield TextArea(id="prompt-area")

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()


async def measured(what: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """Return milliseconds of each time."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        await what()
        found.append((time.perf_counter() - began) * 1000)
    return found


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


async def ready(app: App[None]) -> tuple[float, float]:
    """Return milliseconds to the first prompt, and from key to echo (p95)."""
    began = time.perf_counter()
    async with app.run_test(size=SIZE) as pilot:
        while not app.screen.query("#prompt-area"):
            await pilot.pause(0.005)
        first = (time.perf_counter() - began) * 1000
        await pilot.pause(1.5)
        return first, p95(await measured(lambda: pilot.press("a"), KEYS))


def app_of(folder: str) -> MLClawApp:
    """Return the app on an empty home."""
    return MLClawApp(core_for(Path(folder) / "home", Settings(), None, Path(folder) / "config.toml"))


async def under_load(app: MLClawApp) -> dict[str, float]:
    """Return what the keys take while a job prints, and what the history takes."""
    found: dict[str, float] = {}
    async with app.run_test(size=SIZE) as pilot:
        while not app.screen.query("#prompt-area"):
            await pilot.pause(0.005)
        turn = app._talk._transcript.add("train")
        app._talk._tell(StepEvent(turn.number, StepStarted(skill="train", title="train", number=1, of=1)))

        async def key() -> None:
            for number in range(200):
                app._talk._tell(StepEvent(turn.number, Output(skill="train", line=f"line {number}")))
            await pilot.press("a")

        found["key to echo p95 while it prints, ms"] = p95(await measured(key, KEYS))
        now = datetime.now(UTC)
        rows = [Row(f"r{n:06d}", "", "train", "finished", now - timedelta(minutes=n)) for n in range(RUNS)]
        await pilot.press("f4")
        pane = app.screen.query_one(RunsPane)
        began = time.perf_counter()
        pane.take_rows(rows, [])
        while len(pane.model.seen) < RUNS:
            await pilot.pause(0.001)
        found[f"{RUNS:,} runs in memory to rows, ms"] = (time.perf_counter() - began) * 1000
        found["page down p95, ms"] = p95(await measured(lambda: pilot.press("pagedown"), KEYS))
        pane.model.read("r0999", now)
        found["filter over all of them, ms"] = (await measured(lambda: asyncio.to_thread(pane.model.arrange), 5))[2]
    curve = Curve("a", tuple((float(x), (x * 7919 % 101) / 101) for x in range(600)))
    window = window_of([curve], log=False)
    assert window is not None
    began = time.perf_counter()
    draw([curve], 100, 30, window)
    found["a curve of 600 points, ms"] = (time.perf_counter() - began) * 1000
    found["memory, MB"] = psutil.Process().memory_info().rss / 2**20
    return found


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        bare_first, bare_key = asyncio.run(ready(Bare()))
        first, key = asyncio.run(ready(app_of(folder)))
        print("| what | bare Textual | MLClaw | ratio |\n|---|---|---|---|")
        print(f"| to the first prompt, ms | {bare_first:.0f} | {first:.0f} | {first / bare_first:.1f} |")
        print(f"| key to echo p95, ms | {bare_key:.1f} | {key:.1f} | {key / bare_key:.1f} |")
        for name, value in asyncio.run(under_load(app_of(folder))).items():
            print(f"| {name} | | {value:.1f} | |")


if __name__ == "__main__":
    main()
