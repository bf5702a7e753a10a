"""Text from anywhere is shown and not obeyed."""

import pytest

from screens.text import fit, safe, safe_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07name", "name"),
        ("a\x00b", "a\\x00b"),
        ("run\u202egnp.exe", "run\\u202egnp.exe"),
        ("[red]run[/red]", "[red]run[/red]"),
        ("tab\there", "tab here"),
    ],
)
def test_what_would_act_on_a_terminal_is_made_visible(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_a_line_of_ten_thousand_characters_says_how_much_is_left_out() -> None:
    line = safe_line("x" * 10_000)
    assert line.startswith("x" * 2000 + "…")
    assert "8,000" in line


def test_wide_characters_are_cut_to_cells() -> None:
    assert fit("日本語です", 6) == "日本 …"
    assert fit("ab", 4, right=True) == "  ab"
