"""The commands of shell text: joined lines, split into words, with the folder they run in."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_PROMPT = re.compile(r"^\s*(?:\$|>|%|!|#\s(?=python|pip)|\([\w.-]+\)\s*\$|[\w@~:/.-]+\$)\s+")
_SEPARATOR = re.compile(r"\s*(?:&&|\|\||;|(?<!\|)\|(?!\|))\s*")
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
_LONGEST = 4000


@dataclass(frozen=True)
class ShellCommand:
    """One command."""

    words: tuple[str, ...]
    """Without leading variable assignments."""
    line: int
    """Where it starts, in the text it came from."""
    folder: str
    """Where the `cd`s before it lead, relative to where the text starts."""
    variables: dict[str, str]
    """Assignments before it."""


def shell_commands(lines: list[tuple[int, str]]) -> Iterator[ShellCommand]:
    """Yield the commands of a piece of shell text.

    Args:
        lines: Line numbers and lines.
    """
    folder = "."
    for number, text in _joined(lines):
        for part in _SEPARATOR.split(_PROMPT.sub("", text)[:_LONGEST]):
            words = _split(part)
            variables: dict[str, str] = {}
            while words and _ASSIGNMENT.match(words[0]):
                name, _, value = words.pop(0).partition("=")
                variables[name] = value
            if not words:
                continue
            if words[0] in {"cd", "pushd"} and len(words) > 1:
                folder = _moved(folder, words[1])
                continue
            yield ShellCommand(tuple(words), number, folder, variables)


def _joined(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    start, text = 0, ""
    for number, line in lines:
        start = start if text else number
        text += line.rstrip()
        if text.endswith("\\"):
            text = text[:-1].rstrip() + " "
            continue
        if text.strip() and not re.match(r"^\s*#(?!\s*(python|pip|!))", text):
            yield start, text.strip()
        text = ""
    if text.strip():
        yield start, text.strip()


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()


def _moved(folder: str, target: str) -> str:
    if target.startswith(("/", "~", "$")) or target == "-":
        return "."
    parts = [] if folder == "." else folder.split("/")
    for part in target.strip("/").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "."
