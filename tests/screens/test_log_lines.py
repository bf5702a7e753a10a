"""Logs of any size by line."""

from pathlib import Path

import pytest

from screens.log_model import LogLines


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 129, 1000])
@pytest.mark.parametrize("ending", ["", "\n"])
def test_lines_are_found_however_the_file_grew(tmp_path: Path, count: int, ending: str) -> None:
    path = tmp_path / "log"
    lines = [f"line {number}" for number in range(count)]
    data = ("\n".join(lines) + (ending if count else "")).encode()
    log = LogLines(path)
    for end in range(0, len(data) + 17, 17):
        path.write_bytes(data[:end])
        while log.look(7):
            pass
    assert log.count == count
    assert log.read(0, count) == lines
    assert [log.read(number, 1)[0] for number in range(count)] == lines


def test_a_progress_bar_leaves_its_last_state(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"10%\r50%\r100%\ndone\n")
    log = LogLines(path)
    log.look()
    assert log.read(0, 5) == ["100%", "done"]


def test_a_search_goes_both_ways_and_ends(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("\n".join("ERROR here" if number in (5, 4000) else f"line {number}" for number in range(5000)))
    log = LogLines(path)
    log.look()
    assert [log.find("error", -1, 1), log.find("error", 5, 1), log.find("error", 4000, 1)] == [5, 4000, None]
    assert [log.find("error", 4999, -1), log.find("error", 5, -1)] == [4000, None]


def test_a_file_that_was_begun_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("one\ntwo\nthree\n")
    log = LogLines(path)
    log.look()
    path.write_text("new\n")
    log.look()
    assert log.read(0, 9) == ["new"]
