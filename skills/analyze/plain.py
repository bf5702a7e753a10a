"""Text of a repository as it may be kept and shown: bounded, with nothing in it that a terminal would obey."""

import unicodedata

HELP = 400
"""Characters of a help text that are kept."""
LINE = 200
"""Characters of an expression, a name or a path that are kept."""


def plain(text: str, limit: int = LINE) -> str:
    """Return one line of text: white space folded, control and direction characters as escapes, cut at a limit."""
    head = text[: 4 * limit]
    folded = " ".join(head.split())
    shown = "".join(_shown(character) for character in folded)
    return shown if len(shown) <= limit and len(text) <= 4 * limit else shown[: limit - 1] + "…"


def _shown(character: str) -> str:
    if character.isprintable() or not unicodedata.category(character).startswith("C"):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set: how tables of names are written down here."""
    return frozenset(text.split())
