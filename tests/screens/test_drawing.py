"""Curves, bars and diffs as characters."""

import math

from screens.diff_model import DiffLine, RunDiff, Section, drawn, swapped
from screens.glyphs import ASCII, UNICODE, bar, sparkline
from screens.jobs_model import Job, job_lines, strip_line
from screens.plot import Curve, draw, smoothed, window_of

FALLING = Curve("a", tuple((float(x), 1.0 - x / 100) for x in range(100)))


def test_a_falling_curve_goes_from_the_upper_left_to_the_lower_right() -> None:
    window = window_of([FALLING], log=False)
    assert window is not None
    rows = ["".join(sign for sign, _ in row) for row in draw([FALLING], 20, 5, window).rows]
    assert rows[0][0] != " "
    assert rows[-1][-1] != " "
    assert rows[0][-1] == rows[-1][0] == " "


def test_values_that_are_not_finite_make_a_gap_and_no_window() -> None:
    curve = Curve("a", ((0.0, math.nan), (1.0, math.inf)))
    assert window_of([curve], log=False) is None
    holed = Curve("b", ((0.0, 1.0), (1.0, math.nan), (2.0, 1.0)))
    window = window_of([holed], log=False)
    assert window is not None
    row = max(("".join(s for s, _ in row) for row in draw([holed], 9, 3, window, dots=False).rows), key=str.strip)
    assert row.strip("o ") == ""
    assert row.count("o") == 2


def test_a_log_scale_leaves_out_what_is_not_positive() -> None:
    window = window_of([Curve("a", ((0.0, 0.0), (1.0, 10.0), (2.0, 1000.0)))], log=True)
    assert window is not None
    assert window.x0 == 1.0


def test_smoothing_begins_at_the_first_value() -> None:
    assert smoothed(((0.0, 4.0), (1.0, 4.0)), 0.9) == ((0.0, 4.0), (1.0, 4.0))


def test_ascii_draws_ascii() -> None:
    assert (bar(0.5, 4, ASCII) + sparkline([1.0, 2.0, math.nan, 3.0], 8, ASCII)).isascii()
    assert sparkline([math.nan], 8, UNICODE) == ""


def test_a_job_says_how_far_it_is_and_a_silent_one_that_it_is() -> None:
    job = Job("p", "run_0001", "train", "running", "local", epoch=3, epochs_total=12, eta_s=600, silent_s=900)
    text = "\n".join(job_lines(job, 60, ASCII))
    assert "ep 3/12" in text
    assert "eta 10m00" in text
    assert "silent for 15m00" in text
    assert strip_line([job], ASCII).startswith("1 job  run_0001 ep 3/12")


def test_swapping_a_diff_turns_its_signs_round() -> None:
    diff = RunDiff("a", "b", (), (Section("Params", (DiffLine("lr", "", "1", "+"),)),))
    assert swapped(swapped(diff)) == diff
    assert swapped(diff).sections[0].lines[0] == DiffLine("lr", "1", "", "-")


def test_only_differences_are_shown_and_the_rest_is_counted() -> None:
    lines = (DiffLine("lr", "1", "2"), DiffLine("seed", "0", "0", "="))
    diff = RunDiff("a", "b", ("Not comparable.",), (Section("Params", lines),))
    text = "\n".join(line.text for line in drawn(diff, 80, only_differences=True, unified=True))
    assert "lr" in text
    assert "seed" not in text
    assert "1 equal hidden" in text
    assert text.index("Not comparable.") < text.index("Params")
