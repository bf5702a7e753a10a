"""Text from outside as it may be shown: nothing in it that a terminal would obey."""

import re
import unicodedata

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_SUSPECT = re.compile(r"[^\t\n -~]")


def shown(text: str) -> str:
    """Return text without terminal escapes, its control and direction characters as visible escapes; lines stay."""
    return _SUSPECT.sub(_visible, _ESCAPES.sub("", text))


def _visible(found: re.Match[str]) -> str:
    character = found[0]
    if not unicodedata.category(character).startswith("C"):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
