"""The real program in a real terminal."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from terminal import Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")

SLOW_TRAINING = """import argparse, time
parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=600)
for epoch in range(1, parser.parse_args().epochs + 1):
    print(f"epoch {epoch} loss {1 / epoch:.4f}", flush=True)
    time.sleep(1)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[..., Terminal]]:
    terminals: list[Terminal] = []

    def open_one(arguments: str = "", **facts: object) -> Terminal:
        terminals.append(Terminal(arguments, home, **facts))  # type: ignore[arg-type]
        return terminals[-1]

    yield open_one
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "train.py").write_text(SLOW_TRAINING)
    return folder


def answer_yes(terminal: Terminal) -> None:
    terminal.wait_for("F8 to answer")
    terminal.keys("F8")
    terminal.wait_for("y do it")
    deadline = time.monotonic() + 20
    while "y do it" in terminal.seen():
        assert time.monotonic() < deadline
        terminal.keys("y")  # the first ones are ignored
        time.sleep(0.1)


def start_training(terminal: Terminal, repository: Path) -> None:
    terminal.wait_for("Say what you want")
    terminal.keys(f"set up the code in {repository} and train for 600 epochs", "Enter")
    answer_yes(terminal)
    terminal.keys("F3")
    terminal.wait_for("1 running", 120)


def test_a_fresh_home_says_what_to_type(opened: Callable[..., Terminal]) -> None:
    screen = opened().wait_for("Say what you want")
    assert "F7" in screen
    assert "train with" in screen


def test_a_proposal_arrives_while_somebody_types(opened: Callable[..., Terminal], repository: Path) -> None:
    terminal = opened()
    terminal.wait_for("Say what you want")
    terminal.keys(f"set up the code in {repository}", "Enter")
    terminal.keys("yes or no y")
    screen = terminal.wait_for("F8 to answer")
    assert "yes or no y" in terminal.wait_for("yes or no y")
    assert "waits for your yes" in screen or "PROPOSED" in screen
    assert not (repository.parent / "home" / "projects").exists()


@pytest.mark.slow
def test_a_job_goes_on_when_the_app_is_killed_and_is_found_again(
    opened: Callable[..., Terminal], repository: Path
) -> None:
    terminal = opened()
    start_training(terminal, repository)
    os.kill(terminal.process(), signal.SIGKILL)
    terminal.wait_for("ended with 137")
    again = opened()
    assert "goes on" in again.wait_for("Unfinished")
    again.keys("F3")
    again.wait_for("1 running")
    again.keys("K")
    again.wait_for("type run_0001")
    again.keys("no", "Enter")
    assert "that is not run_0001" in again.wait_for("not done")
    again.keys("run_0001", "Enter")
    again.wait_for("nothing runs")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_usable(opened: Callable[..., Terminal], number: signal.Signals) -> None:
    terminal = opened()
    terminal.wait_for("Say what you want")
    process = psutil.Process(terminal.process())
    process.send_signal(number)
    terminal.wait_for(f"ended with {128 + number}")
    terminal.keys("echo still $((40 + 2))", "Enter")
    terminal.wait_for("still 42")


def test_a_request_is_found_again_after_the_app_was_closed(opened: Callable[..., Terminal]) -> None:
    terminal = opened()
    terminal.wait_for("Say what you want")
    terminal.keys("help train", "Enter")
    terminal.wait_for("in a frozen copy")
    terminal.keys("C-q")
    terminal.wait_for("ended with 0")
    again = opened()
    again.wait_for("in a frozen copy")
    again.keys("Up")
    again.wait_for("│ help train")


def test_a_proposal_that_waited_is_asked_again(opened: Callable[..., Terminal], repository: Path) -> None:
    terminal = opened()
    terminal.wait_for("Say what you want")
    terminal.keys(f"set up the code in {repository}", "Enter")
    terminal.wait_for("F8 to answer")
    terminal.keys("C-q")
    terminal.wait_for("ended with 0")
    opened().wait_for("F8 to answer")


@pytest.mark.parametrize(
    "facts",
    [{"TERM": "dumb"}, {"columns": 50}],
)
def test_where_no_screen_can_be_shown_it_talks_in_plain_lines(
    opened: Callable[..., Terminal], facts: dict[str, object]
) -> None:
    terminal = opened(**facts)
    terminal.wait_for("plain lines")
    terminal.keys("quit", "Enter")
    terminal.wait_for("ended with 0")


def test_without_utf_8_only_ascii_is_drawn(opened: Callable[..., Terminal]) -> None:
    screen = opened(LANG="C").wait_for("Say what you want")
    assert screen.isascii()
