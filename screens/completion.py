"""What can be typed next: skills with their arguments after `/`, runs and files after `@`. Knows no screen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_SLASH = re.compile(r"/(\w*)$")
_ARGUMENT = re.compile(r"/(\w+)(?:\s+\S+)*\s+([\w.-]*)$")
_AT = re.compile(r"(?:^|\s)@([^\s]*)$")
MOST = 8


@dataclass(frozen=True, slots=True)
class SkillWord:
    """A skill as the prompt knows it."""

    name: str
    summary: str
    example: str
    arguments: tuple[tuple[str, str], ...] = ()
    """Name and explanation of each."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One completion."""

    text: str
    """What stands in place of the last `replaces` characters."""
    label: str
    says: str
    replaces: int


@dataclass(slots=True)
class Completer:
    """Finds completions for the text before the cursor."""

    skills: Sequence[SkillWord] = ()
    params: Sequence[str] = ()
    runs: Sequence[tuple[str, str]] = ()
    """Id and what is known of each, newest first."""
    files: Callable[[str], Sequence[str]] = field(default=lambda _: ())
    """The files whose path begins so."""

    def choices(self, before: str) -> list[Choice]:
        """Return at most eight completions for what stands before the cursor; none where nothing is meant."""
        at = _AT.search(before)
        if at:
            return self._references(at[1])
        if not before.startswith("/") or "\n" in before:
            return []
        slash = _SLASH.fullmatch(before)
        if slash:
            return [
                Choice(f"/{skill.name} ", f"/{skill.name}", skill.summary, len(before))
                for skill in self.skills
                if skill.name.startswith(slash[1].lower())
            ][:MOST]
        argument = _ARGUMENT.fullmatch(before)
        return self._arguments(argument[1], argument[2]) if argument else []

    def _arguments(self, name: str, start: str) -> list[Choice]:
        skill = next((each for each in self.skills if each.name == name), None)
        if skill is None:
            return []
        known = [(word, says) for word, says in skill.arguments if word != "params"]
        if any(word == "params" for word, _ in skill.arguments):
            known += [(word.lstrip("-"), "a param of the code") for word in self.params]
        found = {word: says for word, says in known if word.startswith(start) and word != start}
        return [Choice(f"{word}=", word, says, len(start)) for word, says in found.items()][:MOST]

    def _references(self, start: str) -> list[Choice]:
        size = len(start) + 1
        runs = [
            Choice(f"{run} ", run, says, size)
            for run, says in self.runs
            if start.lower() in run.lower() or (start and start.lower() in says.lower())
        ]
        paths = [Choice(path, path, "file", size) for path in self.files(start)]
        return (runs[: MOST - min(3, len(paths))] + paths)[:MOST]
