"""The rule planner: a request in, a plan or a question out. Pure: the same words and context give the same plan."""

import re
from collections.abc import Sequence

from contracts.plan import Plan, SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules import guard, questions
from mlclaw_tui.agent.rules.clauses import parts_of, without_retracted
from mlclaw_tui.agent.rules.counts import take_counts, take_repetitions
from mlclaw_tui.agent.rules.fill import calls_for
from mlclaw_tui.agent.rules.filling import Filling
from mlclaw_tui.agent.rules.follow import follow_up
from mlclaw_tui.agent.rules.gather import alike, clauses_of, gist, nearest, run_it
from mlclaw_tui.agent.rules.hosts import take_host_names, take_hosts
from mlclaw_tui.agent.rules.intents import Clause, score
from mlclaw_tui.agent.rules.languages import other_language
from mlclaw_tui.agent.rules.literals import take_literals
from mlclaw_tui.agent.rules.metrics import take_metrics
from mlclaw_tui.agent.rules.params import take_params
from mlclaw_tui.agent.rules.politeness import is_mere
from mlclaw_tui.agent.rules.reading import Reading
from mlclaw_tui.agent.rules.runs import take_runs
from mlclaw_tui.agent.rules.sequence import in_sequence
from mlclaw_tui.agent.rules.slash import checked, read_slash
from mlclaw_tui.agent.rules.sureness import THRESHOLD, sureness
from mlclaw_tui.agent.rules.text import LONGEST, plain, spelled_out
from mlclaw_tui.agent.rules.times import take_times
from mlclaw_tui.agent.rules.verbatim import as_call, sql_text, take_note
from mlclaw_tui.agent.rules.words import normalize

_OF_FOLLOW_UP = 0.8
"""Confidence that a request which changes the last one does."""
_BRINGS_CODE = re.compile(r"(?:^|\s)(?:clone|here is|i have|i got|have|got|fetch|download|github|gitlab)(?!\S)")
_MAKES_RUNS = frozenset({"train", "rerun", "explore"})


class RulesPlanner:
    """Turns words into calls of skills by rules."""

    def plan(self, request: str, context: Conversation) -> Plan:
        """Return the calls that a request means, or a question where that is not sure enough."""
        if len(request) > LONGEST:
            return _ask(questions.TOO_LONG)
        text = plain(request)
        if not text:
            return _ask(questions.EMPTY)
        slash = read_slash(text)
        if slash is not None:
            if slash.call:
                return Plan(calls=(slash.call,))
            if slash.question:
                return _ask(slash.question)
            return _plan(f"{slash.skill} {slash.words}", context, only=slash.skill)
        sql = sql_text(text)
        if sql is not None:
            query, only_reads = sql
            return Plan(calls=(as_call(query),)) if only_reads else _ask(questions.SQL_WRITES)
        return _plan(text, context)


def _plan(text: str, context: Conversation, *, only: str | None = None) -> Plan:
    reading = Reading(text)
    take_note(reading)
    take_literals(reading)
    language = other_language(reading.text)
    if language:
        return _ask(questions.FOREIGN.format(language=language))
    understand(reading, context)
    parts = without_retracted(parts_of(reading.text), lambda part: score(part.head).skill is not None)
    if not parts:
        return _ask(questions.RETRACTED)
    parts = [part for part in parts if not is_mere(part.head) or part.negated] or parts
    forbidden = guard.forbidden(reading, text, [part.head for part in parts])
    if forbidden:
        return _ask(forbidden.format(said=questions.shortened(text)))
    follow = follow_up(reading, parts, context) if only is None else None
    if follow:
        return Plan(calls=follow, confidence=_OF_FOLLOW_UP)
    clauses = clauses_of(reading, parts, only) or run_it(reading, parts, context) or alike(reading, parts)
    return _from_clauses(clauses, context) if clauses else _ask(questions.not_understood(nearest(parts)))


def gist_of(request: str) -> str:
    """Return the words by which a request is likened to others, placeholders for what it mentions."""
    reading = Reading(plain(request))
    take_note(reading)
    take_literals(reading)
    understand(reading, Conversation())
    return gist(parts_of(reading.text))


def understand(reading: Reading, context: Conversation) -> None:
    """Replace everything that the request mentions by placeholders; its literals are taken out before."""
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


def _from_clauses(clauses: Sequence[Clause], context: Conversation) -> Plan:
    calls: list[SkillCall] = []
    confidence = 1.0
    run = _run_in_focus(context.last_calls)
    for clause in clauses:
        filling = Filling(clause, prior_run=run)
        made = calls_for(filling)
        question = filling.question or next(filter(None, map(checked, made)), None)
        confidence = min(confidence, sureness(clause, filling))
        if question or not made or confidence < THRESHOLD:
            ranking = [skill for skill, _ in clause.scored.ranking]
            question = question or questions.not_understood(ranking, filling.unclaimed())
            return Plan(confidence=min(confidence, THRESHOLD / 2), question=question)
        calls += made
        run = _next_run(made, run)
    introduces = _BRINGS_CODE.search(clauses[0].reading.text) is not None
    names_code = any(call.skill == "analyze" and "repo" in call.args for call in calls)
    return Plan(calls=in_sequence(calls, introduces=introduces or names_code), confidence=round(confidence, 2))


def _run_in_focus(calls: Sequence[SkillCall]) -> str | None:
    """Return the run that the last request named, which "it" is now; None where that made a run of its own."""
    run: str | None = None
    for call in calls:
        run = _next_run([call], run)
    return run


def _next_run(calls: Sequence[SkillCall], before: str | None) -> str | None:
    """Return the run that "it" is after these calls: one that they name alone; a new run has no name yet."""
    if any(call.skill in _MAKES_RUNS for call in calls):
        return None
    named = calls[0].args.get("run") if len(calls) == 1 else None
    return named if isinstance(named, str) else before


def _ask(question: str) -> Plan:
    return Plan(confidence=0.0, question=question)
