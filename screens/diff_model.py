"""Two runs beside each other as sections of lines. Knows no screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.text import fit, safe_line


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One thing that is compared."""

    name: str
    left: str
    right: str
    mark: str = "~"
    """`~` other, `+` only right, `-` only left, `=` the same, `?` not recorded; a blank in code."""
    note: str = ""
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing that is compared: params, packages, code."""

    title: str
    lines: tuple[DiffLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunDiff:
    """What differs between two runs."""

    left: str
    right: str
    verdict: tuple[str, ...]
    """What can be said of comparability and noise; stands on top."""
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line on the screen and its style: `title`, `note`, `worse`, `better`, `added`, `removed`, or none."""

    text: str
    style: str = ""
    section: int = -1
    change: bool = False


def drawn(diff: RunDiff, width: int, *, only_differences: bool, unified: bool) -> list[Drawn]:
    """Return the lines of a diff, `width` cells each."""
    lines = [Drawn(fit(f"DIFF A {safe_line(diff.left)} -> B {safe_line(diff.right)}", width), "title")]
    for text in diff.verdict:
        lines += [Drawn(part, "note") for part in _wrapped(safe_line(text), width)]
    for number, section in enumerate(diff.sections):
        shown = [line for line in section.lines if not only_differences or line.mark != "="]
        hidden = len(section.lines) - len(shown)
        count = sum(line.mark not in ("=", " ") for line in section.lines)
        more = f"  ({hidden} equal hidden)" if hidden else ""
        lines += [Drawn(""), Drawn(fit(f"{section.title} ({count}){more}", width), "title", number)]
        if section.note:
            lines += [Drawn(part, "note", number) for part in _wrapped(safe_line(section.note), width)]
        for line in shown:
            lines += _line(line, width, number, unified=unified)
    return lines


def _line(line: DiffLine, width: int, section: int, *, unified: bool) -> list[Drawn]:
    if line.is_code:
        style = {"+": "added", "-": "removed"}.get(line.mark, "")
        return [Drawn(fit(f"  {line.mark} {safe_line(line.name)}", width), style, section, line.mark in "+-")]
    change = line.mark != "="
    style = {"worse": "worse", "better": "better"}.get(line.note.rpartition(" ")[2], "")
    name = fit(safe_line(line.name), max(12, width // 4))
    if unified:
        text = f"  {name} {safe_line(line.left)} -> {safe_line(line.right)}  {line.mark} {line.note}"
        return [Drawn(fit(text, width), style, section, change)]
    half = max(10, (width - len(name) - 40) // 2)
    cells = f"{fit(safe_line(line.left), half)} │ {fit(safe_line(line.right), half)}"
    return [Drawn(fit(f"  {name} {cells} {line.mark} {line.note}", width), style, section, change)]


def swapped(diff: RunDiff) -> RunDiff:
    """Return the diff the other way round."""
    turned = {"+": "-", "-": "+"}
    words = {"better": "worse", "worse": "better"}

    def turn(line: DiffLine) -> DiffLine:
        head, _, last = line.note.rpartition(" ")
        note = f"{head} {words.get(last, last)}".strip() if not line.is_code else line.note
        return DiffLine(line.name, line.right, line.left, turned.get(line.mark, line.mark), note, line.is_code)

    sections = tuple(Section(each.title, tuple(map(turn, each.lines)), each.note) for each in diff.sections)
    return RunDiff(diff.right, diff.left, diff.verdict, sections)


def _wrapped(text: str, width: int) -> Sequence[str]:
    words, lines, line = text.split(" "), [], ""
    for word in words:
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]
