"""Say which skill each part of a request asks for, and gather the parts that only add to another."""

from dataclasses import dataclass, field

from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.cues import compiled
from mlclaw_tui.agent.rules.reading import Reading, without_numbers

ENOUGH = 4.0
"""Weight from which a part asks for something of its own."""
_SECOND_HELPS = 0.25
"""How much of a cue's weight counts beside a stronger one of the same skill."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Skills by the weight of their cues, the heaviest first."""

    ranking: tuple[tuple[str, float], ...]

    @property
    def skill(self) -> str | None:
        """The skill that is asked for, where anything is."""
        return self.ranking[0][0] if self.ranking and self.ranking[0][1] >= ENOUGH else None

    @property
    def weight(self) -> float:
        """Weight of the first."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def margin(self) -> float:
        """How far the first is before the second."""
        return self.weight - (self.ranking[1][1] if len(self.ranking) > 1 else 0.0)


@dataclass(slots=True)
class Clause:
    """Parts that ask for one thing together."""

    skill: str
    scored: Scored
    parts: list[Part]
    reading: Reading
    used: set[str] = field(default_factory=set)
    """Placeholders that became arguments."""

    @property
    def text(self) -> str:
        """Everything it says, without what is negated."""
        return " , ".join(part.text for part in self.parts if part.text)

    @property
    def head(self) -> str:
        """What its main part asks for."""
        return next((part.head for part in self.parts if score(part.head).skill), self.parts[0].head)

    @property
    def negated(self) -> str:
        """What it takes out."""
        return " ".join(part.negated for part in self.parts)


def score(head: str) -> Scored:
    """Return the skills that a part's head has cues for."""
    text = without_numbers(head)
    weights: dict[str, list[float]] = {}
    for skill, weight, pattern in compiled():
        if pattern.search(text):
            weights.setdefault(skill, []).append(weight)
    totals = {skill: max(each) + _SECOND_HELPS * (sum(each) - max(each)) for skill, each in weights.items()}
    return Scored(tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0]))))
