"""Numbers as people write them."""

import pytest

from mlclaw_tui.agent.rules.numbers import in_digits, number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1e-3", 0.001),
        (".2", 0.2),
        ("-1", -1),
        ("10,000", 10_000),
        ("1_000", 1000),
        ("5k", 5000),
        ("2m", 2_000_000),
        ("10^-3", 0.001),
        ("1/4", 0.25),
        ("1e999", None),
        ("9" * 60, None),
        ("1/0", None),
        ("1.2.3", None),
        ("abc", None),
        ("", None),
    ],
)
def test_a_number_is_read_and_nothing_else_is(written, value):
    assert number(written) == value


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("three epochs", "3 epochs"),
        ("a dozen runs", "12 runs"),
        ("half a dozen", "6"),
        ("twenty five trials", "25 trials"),
        ("two hundred fifty six", "256"),
        ("one hundred and six steps", "106 steps"),
        ("five thousand steps", "5000 steps"),
        ("zero point zero one", "0.01"),
        ("the best one", "the best one"),
        ("one epoch", "1 epoch"),
        ("three five", "3 5"),
    ],
)
def test_number_words_become_digits_only_where_they_are_numbers(spoken, written):
    assert " ".join(in_digits(spoken.split())) == written
