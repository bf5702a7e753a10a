"""Press the keys of an app and wait for what they lead to."""

import asyncio
from collections.abc import Callable

from textual.pilot import Pilot


async def until(pilot: Pilot[None], is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not is_so():
        assert loop.time() < deadline, "it did not become so"
        await pilot.pause(0.02)


async def say(pilot: Pilot[None], text: str) -> None:
    """Type a request and send it."""
    for letter in text:
        await pilot.press("space" if letter == " " else letter)
    await pilot.press("enter")
