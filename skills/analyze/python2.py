"""Python 2 source as far into Python 3 as reading its syntax tree needs; every line stays where it was."""

import re

_PRINT = re.compile(
    r"^(?P<lead>(?:.*?[:;])?\s*)print(?P<target>\s*>>\s*[\w.]+\s*,?)?(?P<rest>(?:\s+|(?=[\"'])).*|\s*)$"
)
_EXCEPT = re.compile(r"^(\s*except\s+[\w.()\s,]+?)\s*,\s*(\w+)\s*:")
_RAISE = re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*(.+)$")
_OCTAL = re.compile(r"(?<![\w.])0([0-7]+)(?![\w.xob])")
_LONG = re.compile(r"(?<![\w.])(\d+)[lL]\b")
_EXEC = re.compile(r"^(\s*)exec\s+(.+)$")
_LONGEST = 40
"""Lines of one statement."""
_UNICODE_RAW = re.compile(r"\b[uU][rR](?=[\"'])")


def modernised(text: str) -> str:
    """Return source that Python 3 can parse where the differences are the usual ones: print, except, raise, literals.

    It is for reading alone: values of literals may differ from what Python 2 would compute.
    """
    lines = text.replace("\r\n", "\n").expandtabs(8).split("\n")
    result: list[str] = []
    number = 0
    while number < len(lines):
        group = [lines[number]]
        if _PRINT.match(lines[number]) and not lines[number].lstrip().startswith("#"):
            while number + len(group) < len(lines) and len(group) < _LONGEST and _goes_on("\n".join(group)):
                group.append(lines[number + len(group)])
        result += _statement(group)
        number += len(group)
    return "\n".join(result)


def _goes_on(text: str) -> bool:
    """Whether a statement is not complete yet: an open bracket, or a backslash at its end."""
    depth, quote, skip = 0, "", False
    for character in text:
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            break
        else:
            depth += (character in "([{") - (character in ")]}")
    return depth > 0 or text.rstrip().endswith("\\")


def _statement(group: list[str]) -> list[str]:
    found = _PRINT.match(group[0])
    if not found or group[0].lstrip().startswith("#"):
        return [_line(line) for line in group]
    lead, rest = found["lead"], found["rest"].strip()
    if rest.startswith("=") or (lead.strip(" \t") and not lead.rstrip().endswith((":", ";"))):
        return [_line(line) for line in group]
    if len(group) == 1:
        rest, comment = _without_comment(rest)
        return [f"{lead}print({_literals(rest.rstrip(', '))}){comment}"]
    tail, comment = _without_comment(group[-1])
    inner = [_literals(rest), *(_literals(line) for line in group[1:-1]), _literals(tail.rstrip().rstrip(","))]
    return [f"{lead}print({inner[0]}", *inner[1:-1], f"{inner[-1]}){comment}"]


def _line(line: str) -> str:
    line = _EXCEPT.sub(r"\1 as \2:", line)
    line = _RAISE.sub(r"\1(\2)", line)
    line = _EXEC.sub(r"\1exec(\2)", line)
    return _literals(line).replace("<>", "!=")


def _literals(text: str) -> str:
    return _UNICODE_RAW.sub("r", _LONG.sub(r"\1", _OCTAL.sub(r"0o\1", text)))


def _without_comment(text: str) -> tuple[str, str]:
    quote = ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote and text[index - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return text[:index].rstrip(), "  " + text[index:]
    return text, ""
