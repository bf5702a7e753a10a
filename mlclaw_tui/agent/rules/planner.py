"""The rule planner: a request in, a plan or a question out. Pure: the same words and context give the same plan."""

import re
from collections.abc import Sequence

from contracts.plan import Plan, SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules import guard, questions
from mlclaw_tui.agent.rules.clauses import Part, parts_of, without_retracted
from mlclaw_tui.agent.rules.conditions import says_condition
from mlclaw_tui.agent.rules.counts import take_counts, take_repetitions
from mlclaw_tui.agent.rules.fill import calls_for
from mlclaw_tui.agent.rules.follow import follow_up
from mlclaw_tui.agent.rules.hosts import take_host_names, take_hosts
from mlclaw_tui.agent.rules.intents import ENOUGH, Clause, Scored, score
from mlclaw_tui.agent.rules.languages import other_language
from mlclaw_tui.agent.rules.lexicon import field_words, strangers
from mlclaw_tui.agent.rules.likeness import NO_PLAN, likeness
from mlclaw_tui.agent.rules.literals import take_literals
from mlclaw_tui.agent.rules.metrics import take_metrics
from mlclaw_tui.agent.rules.params import take_params
from mlclaw_tui.agent.rules.reading import Reading, without_numbers
from mlclaw_tui.agent.rules.runs import take_runs
from mlclaw_tui.agent.rules.sequence import in_sequence
from mlclaw_tui.agent.rules.slash import checked, read_slash
from mlclaw_tui.agent.rules.slots import Filling, unclaimed
from mlclaw_tui.agent.rules.text import LONGEST, plain, spelled_out
from mlclaw_tui.agent.rules.times import take_times
from mlclaw_tui.agent.rules.verbatim import as_call, sql_text, take_note
from mlclaw_tui.agent.rules.words import normalize

THRESHOLD = 0.5
"""Confidence below which it asks instead."""
_NAMES_ANYTHING = frozenset(["init", "remember", "recall", "help", "discover", "usage", "status", "logs", "analyze"])
_ACTS = frozenset(["env", "data", "train", "evaluate", "infer", "deploy", "rerun", "explore", "stop"])
_ALIKE, _ALIKE_TO_ACT = 1.5, 3.0
"""How much likelier than the next the skill must be that a request without cues is taken for: to read, and to act."""
_STRANGE = 2.0
"""How much likelier it must be for each word that nobody knows."""
_SURE = 6.0
"""Weight of cues that leaves no doubt."""
_CONDITION = re.compile(
    r"(?:^|\s)(?<!see )(?<!check )(?<!know )(?<!me )(?:if|when|whenever|unless|once|until|in case|"
    r"as long as|as soon as) (?!(?:possible|needed|necessary|more|again|you (?:do not mind|can|"
    r"could|like|want|please|have time|would)|that is ok|it is ok)(?!\S))"
)
_INTRODUCES = re.compile(r"(?:^|\s)(?:clone|here is|i have|i got|have|got|fetch|download|github|gitlab)(?!\S)")


class RulesPlanner:
    """Turns words into calls of skills by rules."""

    def plan(self, request: str, context: Conversation) -> Plan:
        """Return the calls that a request means, or a question where that is not sure enough."""
        text = plain(request[: LONGEST + 1]) if len(request) <= LONGEST else ""
        if len(request) > LONGEST:
            return _ask(questions.TOO_LONG)
        if not text:
            return _ask(questions.EMPTY)
        slash = read_slash(text)
        if slash is not None and slash.question:
            return _ask(slash.question)
        if slash is not None and slash.call:
            return Plan(calls=(slash.call,))
        sql = sql_text(text) if slash is None else None
        if sql is not None:
            return Plan(calls=(as_call(sql[0]),)) if sql[1] else _ask(questions.SQL_WRITES)
        if slash is not None:
            return _plan(f"{slash.skill} {slash.words}", context, only=slash.skill)
        return _plan(text, context)


def _plan(text: str, context: Conversation, *, only: str | None = None) -> Plan:
    reading = Reading(text)
    take_note(reading)
    take_literals(reading)
    language = other_language(reading.text)
    if language:
        return _ask(questions.FOREIGN.format(language=language))
    _understand(reading, context)
    parts = without_retracted(parts_of(reading.text), lambda part: score(part.head).skill is not None)
    if not parts:
        return _ask(questions.RETRACTED)
    forbidden = guard.forbidden(text, [part.head for part in parts])
    if forbidden:
        return _ask(forbidden.format(said=questions.shortened(text)))
    follow = follow_up(reading, parts, context) if only is None else None
    if follow:
        return Plan(calls=follow, confidence=0.8)
    clauses = _clauses(reading, parts, only) or _alike(reading, parts)
    return _from_clauses(clauses, reading, context)


def _understand(reading: Reading, context: Conversation) -> None:
    """Replace everything that the request mentions by placeholders."""
    reading.text = spelled_out(reading.text)
    normalize(reading)
    take_times(reading)
    take_counts(reading)
    take_host_names(reading, context.hosts)
    take_runs(reading, context.runs)
    take_params(reading, context.params)
    take_repetitions(reading)
    take_metrics(reading, context.metrics)
    take_hosts(reading, context.hosts)


def _clauses(reading: Reading, parts: Sequence[Part], only: str | None) -> list[Clause]:
    """Gather the parts into clauses: a part that asks for nothing of its own adds to the one before, or to the next."""
    clauses: list[Clause] = []
    waiting: list[Part] = []
    for part in parts:
        scored = score(part.head)
        skill = scored.skill if only is None else (only if not clauses else None)
        if part.head == "help" and clauses:  # `accuracy tanked, help!`
            continue
        if skill is None or (clauses and _only_adds(clauses[-1], part, scored)):
            (clauses[-1].parts if clauses else waiting).append(part)
            continue
        clause = Clause(skill, scored, [*waiting, part], reading)
        if clauses and _says_more(clauses[-1], clause):
            clauses[-1].skill = skill
            clauses[-1].parts += clause.parts
        else:
            clauses.append(clause)
        waiting = []
    return clauses


def _alike(reading: Reading, parts: Sequence[Part]) -> list[Clause]:
    """Return the whole request as what it is most like, where no cue says what it asks for."""
    found = likeness(" . ".join(part.text for part in parts))
    unknown = len(strangers(reading.text))
    about = [word for word in reading.text.split() if word.startswith("<") or word in field_words()]
    if found is None or found.skill == NO_PLAN or len(about) < (2 if unknown and found.skill in _ACTS else 1):
        return []
    if found.margin < (_ALIKE_TO_ACT if found.skill in _ACTS else _ALIKE) + unknown * _STRANGE:
        return []
    weight = _SURE * min(1.0, 0.6 + found.margin / 40)
    return [Clause(found.skill, Scored(((found.skill, weight), (found.second, 0.0))), list(parts), reading)]


def _says_more(before: Clause, clause: Clause) -> bool:
    """Whether two clauses are one: a watch and its condition, `it is worse than run 4` and `what went wrong?`."""
    if before.skill == clause.skill == "watch":
        return not (says_condition(before.text) and says_condition(clause.text))
    told = dict(before.scored.ranking).get("diagnose", 0.0)
    return clause.skill == "diagnose" and before.skill == "compare" and told >= ENOUGH and "<" not in clause.text


def _only_adds(before: Clause, part: Part, scored: Scored) -> bool:
    """Whether a part that could stand alone, such as `20 trials`, only says more about the clause before it."""
    words = without_numbers(part.head).split()
    bare = [
        word
        for word in words
        if word
        not in (
            "the",
            "my",
            "a",
            "an",
            "with",
            "and",
            "on",
            "for",
            "by",
            "of",
            "run",
            "runs",
            "in",
            "vs",
            "all",
            "at",
            "use",
            "using",
            "to",
        )
    ]
    return (
        bool(bare) and all(word.startswith("<") for word in bare) and scored.weight < _SURE and before.skill != "watch"
    )


def _from_clauses(clauses: Sequence[Clause], reading: Reading, context: Conversation) -> Plan:
    if not clauses:
        return _ask(questions.not_understood(reading, []))
    calls: list[SkillCall] = []
    confidence = 1.0
    run = _run_in_focus(context)
    for clause in clauses:
        filling = Filling(clause)
        made = calls_for(filling, run)
        question = filling.question or next(filter(None, map(checked, made)), None)
        confidence = min(confidence, _confidence(clause, filling))
        if question or not made or confidence < THRESHOLD:
            doubt = question or questions.not_understood(
                reading, [skill for skill, _ in clause.scored.ranking], unclaimed(filling)
            )
            return Plan(confidence=min(confidence, THRESHOLD / 2), question=doubt)
        calls += made
        run = _next_run(made, run)
    introduces = _INTRODUCES.search(reading.text) is not None or any(
        call.skill == "analyze" and "repo" in call.args for call in calls
    )
    return Plan(calls=in_sequence(calls, introduces=introduces), confidence=round(confidence, 2))


def _run_in_focus(context: Conversation) -> str | None:
    """Return the run that the last request named: what "it" is now."""
    for call in reversed(context.last_calls):
        run = call.args.get("run")
        if isinstance(run, str):
            return run
        if call.skill in ("train", "rerun", "explore"):
            return None
    return None


def _next_run(calls: Sequence[SkillCall], before: str | None) -> str | None:
    for call in calls:
        if call.skill in ("train", "rerun", "explore"):
            return None
        run = call.args.get("run")
        if isinstance(run, str) and len(calls) == 1:
            return run
    return before


def _confidence(clause: Clause, filling: Filling) -> float:
    """Return how sure a clause is: how heavy its cues are, how far the next skill is, whether all of it was used."""
    confidence = min(1.0, clause.scored.weight / _SURE) if clause.scored.ranking else 0.9
    skill = clause.skill
    if clause.scored.margin < 0.5 and len(clause.scored.ranking) > 1:
        confidence *= 0.8
    if _is_about_something_else(clause):
        confidence *= 0.45
    if skill in _ACTS:
        if unclaimed(filling) is not None:
            confidence *= 0.45
        if _CONDITION.search(f" {clause.text}"):
            confidence *= 0.45
    return confidence


def _is_about_something_else(clause: Clause) -> bool:
    """Whether the only thing that the clause speaks of is a word nobody knows: `train my brain`."""
    verb, *rest = clause.head.split()
    return (
        bool(strangers(" ".join(rest)))
        and not any(word.startswith("<") or word in field_words() for word in rest)
        and clause.skill not in _NAMES_ANYTHING
    )


def _ask(question: str) -> Plan:
    return Plan(confidence=0.0, question=question)
