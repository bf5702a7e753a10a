"""Show text from outside: cut to a length, without control characters, and as text where Markdown is read."""

import re
import unicodedata

_MARKDOWN = re.compile(r"[\\`*\[\]<>|~]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|&(?=#?\w+;)")


def plain(text: str, most: int = 60) -> str:
    """Return text on one line: control, direction and invisible characters made visible, the middle cut out.

    Args:
        text: Anything, also what cannot be encoded.
        most: Longest result, in characters.
    """
    shown = "".join(_visible(character) for character in _cut(text, most))
    return _cut(shown, most)


def markdown(text: str, most: int = 60) -> str:
    """Return text that Markdown shows as it is, in a paragraph and in a table's cell."""
    shown = _MARKDOWN.sub(lambda found: f"\\{found[0]}", plain(text, most)).strip()
    return re.sub(r"^(?=[#+=-])|^(\d+)(?=[.)]\s)", lambda found: f"{found[1] or ''}\\", shown)


def listed(words: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    tail = most // 3
    return f"{text[: most - tail - 1]}…{text[len(text) - tail :]}"


def _visible(character: str) -> str:
    if character in "\t\n\r":
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "\N{REPLACEMENT CHARACTER}" if hidden else character
