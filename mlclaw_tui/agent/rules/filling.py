"""A clause while its arguments are filled: what it mentions, and which of it has become an argument already."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules.intents import Clause
from mlclaw_tui.agent.rules.numbers import number
from mlclaw_tui.agent.rules.reading import PLACEHOLDER, Kind, Mention, Reading, Runs

Args = dict[str, JsonValue]
EXACT: tuple[Kind, ...] = (
    "url", "path", "file", "slashed", "quoted", "pin", "package", "space", "id", "value",
)  # fmt: skip
"""What may not be lost: a clause that names it and has no place for it is not understood."""
PLACES: tuple[Kind, ...] = ("path", "file", "slashed", "quoted")
_PRONOUN = re.compile(r"(?:^|\s)(?:it|its|that|this|that one|this one|that run|this run|the same (?:run|one))(?!\S)")


@dataclass(slots=True)
class Filling:
    """A clause and what is in doubt about it."""

    clause: Clause
    prior_run: str | None = None
    """The run that "it" would be."""
    question: str | None = None
    """What has to be asked before this can become a call."""

    @property
    def reading(self) -> Reading:
        return self.clause.reading

    @property
    def text(self) -> str:
        """What the clause says."""
        return self.clause.text

    @property
    def head(self) -> str:
        """What its main part asks for."""
        return self.clause.head

    def mentions(self, *kinds: Kind) -> Iterator[tuple[str, Mention]]:
        """Yield the mentions of some kinds that no argument has taken yet, in order, with their placeholders."""
        for found in PLACEHOLDER.finditer(self.text):
            mention = self.reading.mention(found[0])
            if mention and found[1] in kinds and found[0] not in self.clause.used:
                yield found[0], mention

    def take(self, *kinds: Kind) -> Mention | None:
        """Take the first mention of some kinds."""
        for placeholder, mention in self.mentions(*kinds):
            self.clause.used.add(placeholder)
            return mention
        return None

    def take_all(self, *kinds: Kind) -> list[Mention]:
        """Take every mention of some kinds."""
        found = list(self.mentions(*kinds))
        self.clause.used.update(placeholder for placeholder, _ in found)
        return [mention for _, mention in found]

    def take_text(self, *kinds: Kind) -> str | None:
        """Take the first mention of some kinds as text."""
        mention = self.take(*kinds)
        return str(mention.value) if mention else None

    def take_number(self, kind: Kind) -> int | None:
        """Take the first mention of a kind as a whole number."""
        mention = self.take(kind)
        return mention.value if mention and isinstance(mention.value, int) else None

    def take_after(self, before: str, *kinds: Kind) -> Mention | None:
        """Take the first mention that stands right after words that match a pattern."""
        pattern = re.compile(rf"(?:^|\s)(?:{before}) (?P<what><(?:{'|'.join(kinds)}):\d+>)")
        for found in pattern.finditer(self.text):
            mention = self.reading.mention(found["what"])
            if mention and found["what"] not in self.clause.used:
                self.clause.used.add(found["what"])
                return mention
        return None

    def use_number(self, word: str) -> None:
        """Mark a number of the text as taken."""
        self.clause.used.add(f"number {word}")

    def use_everything(self) -> None:
        """Mark all of the text as taken."""
        self.clause.used.update(self.text.split())

    def pronoun_run(self) -> list[str]:
        """Return the run that "it" is, where the clause says "it" and that is known."""
        return [self.prior_run] if self.prior_run and _PRONOUN.search(f" {self.text}") else []

    def newest(self) -> int | None:
        """Take the number of `the last 5 runs`."""
        mention = self.take("newest")
        return mention.value.newest if mention and isinstance(mention.value, Runs) else None

    def spelled(self, word: str) -> str:
        """Return a word as it was typed."""
        return self.reading.spelled.get(word, word)

    def unclaimed(self) -> str | None:
        """Return something exact that the clause says and no argument has taken: a number, a path, a quoted word."""
        for _, mention in self.mentions(*EXACT):
            return mention.said
        used = self.clause.used
        return next(
            (word for word in self.text.split() if number(word) is not None and f"number {word}" not in used), None
        )


def plain_name(mention: Mention) -> str:
    """Return a name without the quotes it was written in."""
    return mention.said.strip("\"'`")


def only_said(**values: JsonValue) -> Args:
    """Return the arguments that were said: those that are not absent or empty."""
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def call(skill: str, **values: JsonValue) -> SkillCall:
    """Return a call with the arguments that were said."""
    return SkillCall(skill=skill, args=only_said(**values))


def call_each(skill: str, runs: list[str], shared: Args) -> list[SkillCall]:
    """Return one call for each run; one without a run where none is named."""
    return [SkillCall(skill=skill, args={"run": run, **shared}) for run in runs] or [
        SkillCall(skill=skill, args=shared)
    ]
