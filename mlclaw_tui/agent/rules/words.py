"""Bring words to one form: lower case, contractions written out, typos mended, numbers in digits.

Placeholders pass through untouched. Punctuation stands alone, so every later layer sees words between single spaces.
"""

import re
from collections.abc import Iterable, Iterator

from mlclaw_tui.agent.rules.numbers import NUMBER, in_digits
from mlclaw_tui.agent.rules.reading import PLACEHOLDER, Reading
from mlclaw_tui.agent.rules.spelling import corrected, is_known
from mlclaw_tui.agent.rules.vocabulary import (
    contractions,
    machine_like,
    named_model,
    param_names,
    same_phrases,
    variants,
)

_PLAIN_NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?"
_TOKEN = re.compile(
    r"<[a-z]+:\d+>"
    r"|\d{1,3}(?:\.\d{1,3}){2,3}(?:\.?[a-z]\w*)?"  # a version
    r"|(?P<range>(?P<first>" + _PLAIN_NUMBER + r")(?:\.{2,3}|-)(?P<last>" + _PLAIN_NUMBER + r"))(?![\w.]*\w)"
    r"|\d+(?=-[a-z])"
    r"|" + NUMBER.pattern + r"(?:\^-?\d+|/\d+)?(?:st|nd|rd|th)?\b"
    r"|last~\d+"
    r"|\w+(?:['.-]\w+)*"
    r"|<=|>=|\.\.+|[^\w\s]",
    re.IGNORECASE,
)
_COUNTED_UNIT = re.compile(r"(\d+(?:\.\d+)?)([a-z]{1,8})", re.IGNORECASE)
_SIGNS = {
    "<": "below", "<=": "below", ">": "above", ">=": "above", "&": "and", "+": "and", "@": "at", "\n": ".", "!": ".",
    "(": ",", ")": ",", "[": ",", "]": ",", "{": ",", "}": ",", "|": ",", '"': "", "'": "", "`": "", "*": "", "$": "",
    "^": "", "-": "",
}  # fmt: skip


def normalize(reading: Reading) -> None:
    """Rewrite the text of a reading as words between single spaces."""
    words = [word for token in _tokens(reading.text) for word in _plain_words(reading, token)]
    text = " ".join(in_digits(words))
    for pattern, replacement in same_phrases():
        text = pattern.sub(replacement, text)
    reading.text = re.sub(r"\s{2,}", " ", text).strip()


def _tokens(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for found in _TOKEN.finditer(line):
            yield from (found["first"], "to", found["last"]) if found["range"] else (found[0],)
        yield "\n"


def _plain_words(reading: Reading, token: str) -> Iterable[str]:
    if PLACEHOLDER.fullmatch(token):
        return (token,)
    if token in _SIGNS:
        return (_SIGNS[token],) if _SIGNS[token] else ()
    lowered = token.lower()
    if lowered in contractions():
        return contractions()[lowered].split()
    if lowered.endswith(("'s", "s'")):
        lowered, token = lowered.removesuffix("'s").removesuffix("'"), token[:-2]
    unit = _COUNTED_UNIT.fullmatch(lowered)
    if unit and unit[2] not in ("st", "nd", "rd", "th", "k", "m", "e", "d", "x"):
        return (unit[1], unit[2])
    if token != lowered:
        reading.spelled.setdefault(lowered, token)
    return _known_words(reading, token, lowered)


def _known_words(reading: Reading, token: str, lowered: str) -> Iterable[str]:
    if "_" in lowered and lowered.replace("_", "").isalpha():
        parts = [variants().get(part, corrected(part)) for part in lowered.split("_")]
        return ("_".join(parts) if " ".join(parts) in param_names() else lowered,)
    if not lowered[:1].isalpha() or "_" in lowered:
        return (variants().get(lowered, lowered),)
    if lowered in variants():
        return variants()[lowered].split()
    if "-" in lowered and machine_like().fullmatch(lowered):
        return (reading.mark("host", token, token),)
    if "-" in lowered and named_model().fullmatch(lowered):
        return (reading.mark("id", token, token),)
    if "-" in lowered:
        parts = lowered.split("-")
        joined = "".join(parts)
        if joined in variants() or is_known(joined):
            return (variants().get(joined, joined),)
        if all(is_known(variants().get(part, part)) for part in parts):
            return [variants().get(part, part) for part in parts]
        return (reading.mark("id", token, token),)
    if "." in lowered or "'" in lowered or not lowered.isascii():
        return (reading.mark("id", token, token),)
    mended = corrected(lowered)
    return variants().get(mended, mended).split()
