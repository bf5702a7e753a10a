# ruff: noqa: E501 (lines of logs stay as long as they are printed)

import tracemalloc

import pytest

from skills.metrics.reader import LogReader
from skills.metrics.terminal import LIMIT, LineCutter


def cut(data: bytes) -> list[tuple[int, str, bool]]:
    cutter = LineCutter()
    return [(line.offset, line.text, line.refreshed) for line in [*cutter.feed(data), *cutter.close()]]


def test_lines_know_where_they_began():
    assert cut(b"one\n\ntwo\r\nthree") == [(0, "one", False), (4, "", False), (5, "two", False), (10, "three", False)]


def test_a_carriage_return_marks_what_will_be_overwritten():
    assert cut(b"10%\r20%\r30%\n") == [(0, "10%", True), (4, "20%", True), (8, "30%", False)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n", b"\r\x00\n"])
def test_every_newline_is_one(end):
    assert [line[1:] for line in cut(b"a" + end + b"b" + end)][:2] == [("a", False), ("b", False)]


def test_colours_titles_and_control_bytes_are_dropped():
    assert cut(b"\x1b]0;title\x07\x1b[1;32mloss\x1b[0m:\x00 0\x07.3\x1b[K\n")[0][1] == "loss: 0.3"


def test_cursor_movements_part_what_stood_on_different_lines():
    assert [text for _, text, _ in cut(b"a: 1\x1b[1A\x1b[2Kb: 2\n")] == ["a: 1", "b: 2"]


def test_backspaces_overwrite():
    assert cut(b"10%\b\b\b25%\n")[-1][1] == "25%"
    assert cut(b"loss: 0.30\b\b45\n")[-1][1] == "loss: 0.45"


def test_bytes_that_are_no_text_do_not_stop_the_reading():
    reader = LogReader("log")
    points = reader.feed(b"\xff\xfe\x80 garbage\nloss: 0.3 \xe2\x82\nacc: \xc3\xa9 0.5\n")
    assert [(point.key, point.value) for point in points] == [("loss", 0.3)]


def test_a_log_in_utf16_is_read():
    reader = LogReader("log")
    points = reader.feed("epoch 1 loss: 0.3\r\nepoch 2 loss: 0.2\r\n".encode("utf-16"))
    assert [point.value for point in points + reader.close()] == [0.3, 0.2]


def test_the_source_is_the_byte_offset_of_the_line():
    reader = LogReader("logs/stdout.log")
    points = reader.feed("größe\nloss: 0.3\nacc: 0.5".encode()) + reader.close()
    assert [point.source for point in points] == ["logs/stdout.log@8", "logs/stdout.log@18"]


def test_a_line_that_never_ends_takes_little_memory_and_no_metric():
    reader = LogReader("log")
    tracemalloc.start()
    points = reader.feed(b"loss: 0.5 ")
    for _ in range(160):
        points += reader.feed(b"x" * 65536)
    points += reader.feed(b" loss: 0.4\nloss: 0.3\n")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [point.value for point in points] == [0.3]
    assert peak < 8 * LIMIT


@pytest.mark.parametrize(
    "line",
    ["(" * 20000, "a " * 20000, "@1" * 20000, "{" * 20000, "[" * 20000, "1." * 20000, "epoch 3 " + " " * 20000, "=" * 20000, '{"a":' * 5000,
     "9" * 20000, "ep" * 20000, "loss: " + "tensor(" * 5000, "a.pt" * 8000, "\x1b[" * 20000, "%|" * 20000, "100%|" + "█" * 20000],
)  # fmt: skip
def test_a_hostile_line_is_only_a_line(line):
    reader = LogReader("log")
    points = reader.feed(f"{line}\nloss: 0.3\n".encode())
    assert points[-1].value == 0.3
