"""Gather the parts of a request into clauses: one for each thing that is asked, with the parts that only add to it."""

import re
from collections.abc import Sequence

from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.conditions import says_condition
from mlclaw_tui.agent.rules.intents import ENOUGH, Clause, Scored, score
from mlclaw_tui.agent.rules.lexicon import field_words, strangers
from mlclaw_tui.agent.rules.likeness import NO_PLAN, likeness
from mlclaw_tui.agent.rules.reading import Reading, without_numbers
from mlclaw_tui.agent.rules.sureness import ACTS, CLEAR
from mlclaw_tui.agent.rules.vocabulary import wordlist

_RUN_IT = re.compile(r"^run(?: (?:it|this|that|everything|the (?:thing|code|repo|project)))?$")
_ALIKE_TO_READ, _ALIKE_TO_ACT = 1.5, 3.0
"""How much likelier than the next a skill must be that a request without cues is taken for: to read, and to act."""
_FEWEST_WORDS = 2
"""One word is like too much."""
_STRANGE = 2.0
"""How much likelier it must be for each word that nobody knows."""


def clauses_of(reading: Reading, parts: Sequence[Part], only: str | None) -> list[Clause]:
    """Return the clauses of a request; a part that asks for nothing of its own adds to the one before, or to the next.

    Args:
        reading: The request.
        parts: Its parts.
        only: The skill that a slash command names: then all parts speak of it.
    """
    clauses: list[Clause] = []
    waiting: list[Part] = []
    for part in parts:
        scored = score(part.head)
        skill = scored.skill if only is None else (only if not clauses else None)
        if part.head == "help" and clauses:  # `accuracy tanked, help!`
            continue
        if skill is None or (_is_mere_mention(part) and _adds(clauses, scored, is_last=part is parts[-1])):
            (clauses[-1].parts if clauses else waiting).append(part)
            continue
        clause = Clause(skill, scored, [*waiting, part], reading)
        waiting = []
        if clauses and _says_more(clauses[-1], clause):
            clauses[-1].skill = skill
            clauses[-1].parts += clause.parts
        else:
            clauses.append(clause)
    return clauses


def run_it(reading: Reading, parts: Sequence[Part], context: Conversation) -> list[Clause]:
    """Return `run it` as a training, where there is code that it can mean; not surely, as much can be run."""
    if _RUN_IT.match(gist(parts)) is None or not (context.last_repo or context.project):
        return []
    return [Clause("train", Scored((("train", 0.6 * CLEAR), ("setup", 0.0))), list(parts), reading)]


def alike(reading: Reading, parts: Sequence[Part]) -> list[Clause]:
    """Return the whole request as what it is most like, for requests in which no cue says what they ask for."""
    found = likeness(gist(parts))
    if found is None or found.skill == NO_PLAN:
        return []
    acts, unknown = found.skill in ACTS, len(strangers(reading.text))
    about = [word for word in reading.text.split() if word.startswith("<") or word in field_words()]
    is_likely = found.margin >= (_ALIKE_TO_ACT if acts else _ALIKE_TO_READ) + unknown * _STRANGE
    if not is_likely or len(gist(parts).split()) < _FEWEST_WORDS or len(about) < (2 if acts and unknown else 1):
        return []
    weight = CLEAR * min(1.0, 0.6 + found.margin / 40)
    return [Clause(found.skill, Scored(((found.skill, weight), (found.second, 0.0))), list(parts), reading)]


def nearest(parts: Sequence[Part]) -> list[str]:
    """Return the skills that a request without clauses could mean, the nearest first."""
    weights: dict[str, float] = {}
    for part in parts:
        for skill, weight in score(part.head).ranking:
            weights[skill] = max(weight, weights.get(skill, 0.0))
    found = likeness(gist(parts))
    alike_to = [skill for skill in (found.skill, found.second) if skill != NO_PLAN] if found else []
    return list(dict.fromkeys([*sorted(weights, key=lambda skill: (-weights[skill], skill)), *alike_to]))


def gist(parts: Sequence[Part]) -> str:
    """Return what the parts ask for, without the words around it: what requests are likened by."""
    return " . ".join(part.head for part in parts)


def _says_more(before: Clause, clause: Clause) -> bool:
    """Whether two clauses are one: a watch and its condition, `it is worse than run 4` and `what went wrong?`."""
    if before.skill == clause.skill == "watch":
        return not (says_condition(before.text) and says_condition(clause.text))
    told = dict(before.scored.ranking).get("diagnose", 0.0)
    return clause.skill == "diagnose" and before.skill == "compare" and told >= ENOUGH and "<" not in clause.text


def _adds(clauses: Sequence[Clause], scored: Scored, *, is_last: bool) -> bool:
    """Whether a mere mention, which could stand alone, says more about the clause before it, or about what follows."""
    if not clauses:
        return not is_last
    return scored.weight < CLEAR and clauses[-1].skill != "watch"


def _is_mere_mention(part: Part) -> bool:
    """Whether a part names something and asks nothing: `20 trials`, `the best one`."""
    bare = [word for word in without_numbers(part.head).split() if word not in wordlist("beside a mention")]
    return bool(bare) and all(word.startswith("<") for word in bare)
