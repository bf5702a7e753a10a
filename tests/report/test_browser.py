"""The page in a real browser: what it draws, asks for and complains about."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
    "--disable-background-networking", "--disable-sync", "--disable-extensions", "--remote-debugging-pipe",
)  # fmt: skip
ON_PIPES = """
import os, sys
spoken, heard = (os.dup(int(number)) for number in sys.argv[1:3])
for wanted, given in ((3, spoken), (4, heard)):
    os.dup2(given, wanted)
    os.set_inheritable(wanted, True)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts a program that reads from its third and writes to its fourth descriptor."""
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium, chromium-browser, google-chrome or chrome on PATH"
)


class Browser:
    """Chromium, spoken to over two pipes in the protocol of its developer tools."""

    def __init__(self, profile: Path) -> None:
        theirs, self._to = os.pipe()
        self._from, answers = os.pipe()
        command = [str(CHROMIUM), *QUIET, f"--user-data-dir={profile}"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", ON_PIPES, str(theirs), str(answers), *command],
            pass_fds=(theirs, answers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        os.close(answers)
        self._buffer, self._number, self._session = b"", 0, None
        self.events: list[dict[str, Any]] = []

    def open(self, path: Path, *, scheme: str = "light") -> None:
        """Open a page and wait until its script says that everything is drawn."""
        self._session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        self.wait_for("document.readyState === 'complete' && Boolean(document.documentElement.dataset.drawn)")

    def ask(self, expression: str) -> Any:
        """Return what an expression has for a value in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, expression: str, *, seconds: float = 60) -> None:
        """Ask again until an expression is true."""
        end = time.monotonic() + seconds
        while not self.ask(expression):
            assert time.monotonic() < end, f"{expression} did not come true; {self.events[-5:]}"

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method and return its result; events that come meanwhile are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def complaints(self) -> list[str]:
        """Return every message of the console, every exception and every dialog."""
        kinds = (
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
        )
        return [json.dumps(event["params"])[:500] for event in self.events if event.get("method") in kinds]

    def requests(self) -> list[str]:
        """Return what the page asked for, itself aside."""
        sent = [event["params"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in sent if each.get("type") != "Document"]

    def close(self) -> None:
        """Close the browser."""
        self._session = None
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._to)
        os.close(self._from)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], 60)
            assert ready, "the browser says nothing"
            chunk = os.read(self._from, 1 << 20)
            assert chunk, "the browser is gone"
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


def test_the_charts_are_drawn_without_a_word_in_the_console_or_a_request(browser, written):
    browser.open(written)
    assert browser.complaints() == []
    assert browser.requests() == []
    assert browser.ask("document.documentElement.dataset.drawn") == "4"
    lines = "[...document.querySelectorAll('.plot')].map(plot => plot.querySelectorAll('.main-svg .trace').length)"
    assert browser.ask(lines) == [4, 8, 3, 3]


def test_text_from_runs_stays_text(browser, written):
    browser.open(written)
    assert browser.ask("document.querySelectorAll('img, iframe, link, object, embed').length") == 0
    assert browser.ask("document.title") == "vehicles: 4 runs"
    assert browser.ask("document.body.innerText.includes('<script>document.title')")


def test_a_run_can_be_switched_off_and_on(browser, written):
    browser.open(written)
    shown = "document.querySelector('#chart-0').querySelectorAll('.trace').length"
    button = "document.querySelectorAll('.runs button')[1]"
    browser.ask(f"{button}.click()")
    browser.wait_for(f"{shown} === 3")
    assert browser.ask(f"{button}.getAttribute('aria-pressed')") == "false"
    browser.ask(f"{button}.click()")
    browser.wait_for(f"{shown} === 4")


def test_the_page_follows_a_dark_scheme_also_when_it_changes(browser, written):
    colour = "getComputedStyle(document.body).backgroundColor"
    line = "document.querySelector('#chart-0 .trace path').style.stroke"
    browser.open(written, scheme="dark")
    dark, dark_line = browser.ask(colour), browser.ask(line)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    browser.wait_for(f"{line} !== {json.dumps(dark_line)}")
    assert browser.ask(colour) != dark


def test_nothing_but_tables_and_charts_is_wider_than_the_window(browser, written):
    browser.open(written)
    for width in (1600, 820, 360):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        browser.wait_for(f"innerWidth === {width} && document.documentElement.scrollWidth <= {width}", seconds=20)
    browser.call("Emulation.clearDeviceMetricsOverride")
