import math

import pytest

from skills.compare.plain_text import markdown, plain
from skills.compare.values import digits_to_tell_apart, same_value, show_number, value_key
from skills.compare.versions import same_version, version_step


@pytest.mark.parametrize(
    ("one", "other"),
    [(1e-3, 0.001), ("1e-3", 0.001), ("64", 64), (64, 64.0), ("true", True), ("[1, 2]", [1, 2.0]), (math.nan, "nan"),
     (0.1 + 0.2, 0.3), (None, None), ({"a": "1"}, {"a": 1})],
)  # fmt: skip
def test_two_spellings_of_a_value_are_one(one, other):
    assert same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(None, 0), (None, ""), (True, 1), ("1", True), (0.1, 0.2), ("adam", "Adam"), ([1], [1, 2]), ("", 0)],
)
def test_different_values_are_not_one(one, other):
    assert not same_value(one, other)


@pytest.mark.parametrize(
    "value", ["1e-3", 0.001, "64", 64.0, True, "true", None, [1, "2"], {"b": 1, "a": "x"}, 10**400]
)
def test_the_key_of_a_value_is_equal_for_equal_values(value):
    copies = {"1e-3": 0.001, "64": 64}
    assert value_key(value) == value_key(copies.get(value, value) if isinstance(value, str) else value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.923, "0.923"), (92.34567, "92.35"), (12345.678, "12346"), (0.00001234567, "1.235e-05"), (100.0, "100"),
     (1.0, "1.0"), (0.0, "0"), (None, "–"), (math.nan, "NaN"), (-math.inf, "-∞")],
)  # fmt: skip
def test_a_number_is_shown_with_four_digits(value, shown):
    assert show_number(value) == shown


def test_different_values_look_different_in_a_table():
    digits = digits_to_tell_apart([0.912341, 0.912344])
    assert show_number(0.912341, digits) != show_number(0.912344, digits)


@pytest.mark.parametrize(
    ("one", "other", "step"),
    [("1.26.4", "2.0.0", "major"), ("2.1.0", "2.2.0", "minor"), ("2.1.0", "2.1.1", "patch"),
     ("2.1.0", "2.1.0+cu121", "build"), ("1.0", "1.0.0", None), ("unknown", "1.0", None)],
)  # fmt: skip
def test_the_step_between_two_versions_is_named(one, other, step):
    assert version_step(one, other) == step


def test_a_version_with_a_missing_zero_is_the_same():
    assert same_version("2.0", "2.0.0")
    assert not same_version("2.0", "2.0.1")


def test_control_and_direction_characters_are_made_visible():
    shown = plain("a\x1b[31mb\u202ec\x00d\ud800\ne")
    assert not any(character in shown for character in "\x1b\u202e\x00\ud800\n")
    assert shown.encode()


def test_a_long_value_keeps_its_beginning_and_its_end():
    assert plain("a" * 500 + "z", 20) == "a" * 13 + "…" + "aaaaaz"


def test_markdown_from_outside_is_shown_as_text():
    assert markdown("[x](y) <b> `c` a|b *d*") == r"\[x\](y) \<b\> \`c\` a\|b \*d\*"


def test_an_ordinary_run_id_is_shown_as_it_is():
    assert markdown("run_0003") == "run_0003"
