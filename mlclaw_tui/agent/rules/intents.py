"""Say which skill each part of a request asks for, and gather the parts that only add to another."""

import re
from dataclasses import dataclass, field

from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.cues import cues
from mlclaw_tui.agent.rules.reading import Reading, without_numbers

ENOUGH = 4.0
"""Weight from which a part asks for something of its own."""
_OTHERS_HELP = (1.0, 0.25, 0.1)
"""How much of a cue's weight counts: of the heaviest of a skill, of the second, of the third."""
_CLEAR = 6.0
"""Weight from which a cue at the beginning is the verb of the request."""
_INSIDE = 0.8
"""What cues of other skills count beside such a verb."""
_FRAME = re.compile(
    r"^(?:i )?(?:show|give|get|list|print|display|see|view|fetch|tell|send|bring|find|check|pull "
    r"up|read|open|need|want|share|what|which|how|where|is there|are there|any|"
    r"love|like|know|a|an|the|my|our|some|do i have|do we have|have|who|look|explain|describe)(?!\S)"
)
_FRAMED = 1.5
"""What a noun gains where the request is a question, a wish to see something, or begins with that noun."""
_HINT = 3.5
"""Weight up to which a cue is such a noun."""


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
    framed = _FRAME.match(text) is not None
    weights: dict[str, list[float]] = {}
    begun: set[str] = set()
    for cue in cues():
        found = cue.pattern.search(text)
        if found:
            gains = cue.weight <= _HINT and (framed or found.start() == 0)
            weights.setdefault(cue.skill, []).append(cue.weight + _FRAMED if gains else cue.weight)
            if cue.is_first and cue.weight >= _CLEAR:
                begun.add(cue.skill)
    if begun:
        weights = {
            skill: [weight * (1 if skill in begun else _INSIDE) for weight in each] for skill, each in weights.items()
        }
    totals = {
        skill: sum(share * weight for share, weight in zip(_OTHERS_HELP, sorted(each, reverse=True), strict=False))
        for skill, each in weights.items()
    }
    return Scored(tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0]))))
