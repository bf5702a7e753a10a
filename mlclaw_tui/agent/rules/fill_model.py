"""Calls that use a trained model: evaluate, infer, deploy."""

import re

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.fill_code import preparation
from mlclaw_tui.agent.rules.filling import PLACES, Filling, call, call_each, only_said, plain_name
from mlclaw_tui.agent.rules.vocabulary import EXPORT_FORMATS, PRECISIONS

_TARGET_PLACE = (
    r"(?:deploy|ship|push|put|get|move|copy|send|roll out|it|<run:\d+>|<best:\d+>|model)(?: \w+)? "
    r"(?:to|on|onto|over to)(?: (?:the|my|our))?"
)
_TARGET_WORD = re.compile(
    r"(?:^|\s)(?:deploy|ship|roll out|push)(?: (?:it|that|this|<\w+:\d+>|(?:the |my )?(?:best |last )?model))* "
    r"(?:to|on|onto) (?:the |my |our )?(?P<word>[a-z][a-z-]{2,})(?!\S)"
)


def evaluate(filling: Filling) -> list[SkillCall]:
    """Return one call for each run to score."""
    before = preparation(filling)
    runs = slots.runs_of(filling)
    shared = only_said(
        data=filling.take_text(*PLACES) or filling.take_text("dataset"), params=slots.one_each(slots.params(filling))
    )
    filling.take("script")
    return [*before, *call_each("evaluate", runs, shared)]


def infer(filling: Filling) -> list[SkillCall]:
    """Return one call for each run and each file or folder to predict."""
    params = slots.one_each(slots.params(filling))
    inputs = [str(mention.value) for mention in filling.take_all(*PLACES)]
    runs = slots.run_names(filling) or filling.pronoun_run()
    inputs = inputs or [str(mention.value) for mention in filling.take_all("dataset")]
    sources: list[str | None] = [*inputs] or [None]
    return [each for source in sources for each in call_each("infer", runs, only_said(input=source, params=params))]


def deploy(filling: Filling) -> list[SkillCall]:
    """Return one call for each run and each format; as many machines as runs belong to them in turn."""
    runs = slots.runs_of(filling)
    machines = [str(mention.value) for _, mention in filling.mentions("host")]
    if len(machines) == len(runs) > 1:
        return [call("deploy", run=run, target=machine) for run, machine in zip(runs, machines, strict=True)]
    target = slots.host(filling) or _unlisted_target(filling)
    words = filling.text.split()
    formats: list[str | None] = [*dict.fromkeys(EXPORT_FORMATS[word] for word in words if word in EXPORT_FORMATS)]
    precision = next((word for word in words if word in PRECISIONS), None)
    return [
        each
        for form in formats or [None]
        for each in call_each("deploy", runs, only_said(format=form, target=target, precision=precision))
    ]


def _unlisted_target(filling: Filling) -> str | None:
    mention = filling.take_after(_TARGET_PLACE, "id", "quoted")
    if mention is not None:
        return plain_name(mention)
    found = _TARGET_WORD.search(filling.text)
    if found is None or found["word"] in ("the", "it", "this", "that", *EXPORT_FORMATS):
        return None
    return filling.spelled(found["word"])
