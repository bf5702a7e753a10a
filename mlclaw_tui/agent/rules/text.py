"""One spelling for what keyboards, phones and copied text spell in many ways."""

import re
import unicodedata

LONGEST = 4000
"""Letters in a request; longer text is a paste, not a request."""

_SAME = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    "\u2026": "...", "\uff0c": ",", "\u00d7": "x",
})  # fmt: skip
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
"""A terminal's escape sequence, as text copied from a log has it."""
_SPELLED_OUT = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"(?<=\d)\s{0,3}(?:\u2013|\u2014|\s-\s)\s{0,3}(?=[\d.])", " to "),
        (r"\s{0,3}[\u2013\u2014]\s{0,3}|\s--?\s", " , "),
        (r"\s{0,3}(?:->|=>|\u2192|>>)\s{0,3}", " then "),
        (r"(?<=[a-z])\s{0,2}>\s{0,2}(?=[a-z])", " then "),
        (r"\bw/o\b", "without"),
        (r"(?<![\w/])w/\s{0,2}(?=[\w<])", "with "),
        (r"\be\.g\.", "for example"),
        (r"\bi\.e\.", "that is"),
        (r"\betc\b\.?", ""),
        (r"\bvs\.", "vs"),
        (r"\bno\.\s{0,2}(?=\d)", "number "),
    )
)


def plain(request: str) -> str:
    """Return a request without control characters, with plain quotes and spaces; lines stay lines."""
    text = _ESCAPE.sub(" ", request.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(" " if _is_control(letter) else letter for letter in text)
    text = re.sub(r"<(?=[a-z]+:\d+>)", " ", text)  # placeholders are ours alone
    return text.translate(_SAME).strip()


def spelled_out(text: str) -> str:
    """Return text with dashes, arrows and short forms as the words they stand for."""
    if re.match(r"1[.)]\s", text):  # a numbered list of steps
        text = re.sub(r"(?:^|(?<=\s))\d{1,2}[.)]\s+(?=[^\W\d])", " . ", text)
    text = re.sub(r"(?m)^\s*[-*\u2022]\s+", "", text)
    for pattern, replacement in _SPELLED_OUT:
        text = pattern.sub(replacement, text)
    return text


def _is_control(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co")
