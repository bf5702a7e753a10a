"""Say how sure it is that a clause asks for what it was taken for."""

import re

from mlclaw_tui.agent.rules.filling import Filling
from mlclaw_tui.agent.rules.intents import Clause
from mlclaw_tui.agent.rules.lexicon import field_words, strangers

THRESHOLD = 0.5
"""Confidence below which the planner asks instead."""
CLEAR = 6.0
"""Weight of cues that leaves no doubt."""
ACTS = frozenset({"setup", "env", "data", "train", "evaluate", "infer", "deploy", "rerun", "explore", "stop"})
"""Skills that do more than read: nothing exact that was said may be lost, and no condition be passed over."""
_NAMES_ANYTHING = frozenset({"init", "remember", "recall", "help", "discover", "usage", "status", "logs", "analyze"})
_CLOSE, _DOUBTFUL = 0.8, 0.45
"""What remains of the confidence where another skill is near, and where something speaks against it."""
_CONDITION = re.compile(
    r"(?:^|\s)(?<!see )(?<!check )(?<!know )(?<!me )"
    r"(?:if|when|whenever|unless|once|until|in case|as long as|as soon as) "
    r"(?!(?:possible|needed|necessary|more|again|that is ok|it is ok|"
    r"you (?:do not mind|can|could|like|want|please|have time|would))(?!\S))"
)


def sureness(clause: Clause, filling: Filling) -> float:
    """Return 0 to 1: how heavy its cues are, how far the next skill is, whether all that it says was used."""
    confidence = min(1.0, clause.scored.weight / CLEAR) if clause.scored.ranking else 0.9
    if clause.scored.margin < 0.5 and len(clause.scored.ranking) > 1:
        confidence *= _CLOSE
    if _speaks_of_strangers(clause):
        confidence *= _DOUBTFUL
    if clause.skill in ACTS and filling.unclaimed() is not None:
        confidence *= _DOUBTFUL
    if clause.skill in ACTS and _CONDITION.search(f" {clause.text}"):
        confidence *= _DOUBTFUL
    return confidence


def _speaks_of_strangers(clause: Clause) -> bool:
    """Whether the only thing that the clause speaks of is a word nobody knows: `train my brain`."""
    rest = clause.head.split()[1:]
    is_named = any(word.startswith("<") or word in field_words() for word in rest)
    return clause.skill not in _NAMES_ANYTHING and not is_named and bool(strangers(" ".join(rest)))
