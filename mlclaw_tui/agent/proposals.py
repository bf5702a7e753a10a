"""Make a proposal of a plan: every step with its exact preview, the missing steps put before those that need them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue, ValidationError

from contracts.base import Contract
from contracts.errors import BadRequest, Refused
from contracts.plan import FileChange, Preview, Proposal, SkillCall, Step
from mlclaw_tui.skillset import SkillSet
from skills.arguments import Arguments
from skills.skill import Outlook, Planned, Skill, SkillContext


@dataclass(frozen=True, slots=True)
class Drafted:
    """A proposal, and why it could not be carried out where it could not."""

    proposal: Proposal
    problem: Refused | None = None


@dataclass(slots=True)
class Proposer:
    """Plans the steps of a request, one after the other, each with what the earlier ones will leave behind."""

    skills: SkillSet
    context: SkillContext
    defaults: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    """Arguments for steps that are put in: the repository that the talk is about."""

    def draft(self, request: str, calls: Sequence[SkillCall]) -> Drafted:
        """Return the proposal for these calls. Reads only."""
        outlook = Outlook(self.context.project)
        steps: list[Step] = []
        problem: Refused | None = None
        for call in calls:
            skill = self.skills[call.skill]
            for kind in skill.requires:
                step, outlook = self._missing(kind, outlook)
                steps += [step] if step else []
            step, outlook, refusal = self._step(call, skill, outlook)
            steps.append(step)
            problem = problem or refusal
        return Drafted(Proposal(request=request, steps=tuple(steps)), problem)

    def replan(self, step: Step) -> Step:
        """Return a step of a confirmed proposal as it would be done now, when the steps before it are done."""
        skill = self.skills[step.skill]
        planned = skill.plan(parse(skill, step.args), Outlook(self.context.project), self.context)
        return _as_step(skill, step.args, planned)

    def _missing(self, kind: type[Contract], outlook: Outlook) -> tuple[Step | None, Outlook]:
        """Return the step that makes a required contract, where it is missing or out of date."""
        producer = self.skills.maker_of(kind)
        if producer is None or kind in outlook.coming:
            return None, outlook
        args = dict(self.defaults.get(producer.name, {}))
        try:
            planned = producer.plan(producer.parse(args), outlook, self.context)
        except Refused:
            return None, outlook  # the step that needs it says what is missing, in its own words
        step = _as_step(producer, args, planned)
        return (step if step.acts else None), outlook.with_coming(planned.makes if step.acts else {})

    def _step(self, call: SkillCall, skill: Skill[Any], outlook: Outlook) -> tuple[Step, Outlook, Refused | None]:
        try:
            planned = skill.plan(parse(skill, call.args), outlook, self.context)
        except Refused as refusal:
            preview = Preview(says=f"{skill.name}: cannot be done now", blocked=str(refusal))
            step = Step(skill=skill.name, args=call.args, effects=skill.usual_effects, preview=preview)
            return step, outlook.with_coming(dict.fromkeys(skill.produces)), refusal
        blocked = Refused(planned.preview.blocked) if planned.preview.blocked else None
        return _as_step(skill, call.args, planned), outlook.with_coming(planned.makes), blocked


def parse(skill: Skill[Any], args: Mapping[str, JsonValue]) -> Arguments:
    """Return the typed arguments of a call.

    Raises:
        BadRequest: An argument is unknown or does not fit; the message names each.
    """
    try:
        parsed: Arguments = skill.parse(args)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
        raise BadRequest(
            f"`{skill.name}` does not take that: {problems}. Its arguments have fixed names and types. "
            f"Say `help {skill.name}` to see them."
        ) from error
    return parsed


def differences(confirmed: Step, now: Step) -> Iterator[str]:
    """Yield what would be done otherwise than was confirmed; nothing where it is the same.

    A step that finds less to do than was confirmed is the same. `{run}` in what was confirmed stands for any run
    folder, and an input that was not known then may have any digest.
    """
    if not now.acts:
        return
    if set(now.effects) - set(confirmed.effects):
        yield "its effects"
    before, after = confirmed.preview, now.preview
    if not _same_commands(before.commands, after.commands):
        yield "its command line"
    if not _same_files(before.files, after.files):
        yield "the files it writes"
    for name in ("packages", "hosts", "network"):
        if getattr(before, name) != getattr(after, name):
            yield f"its {name}"
    for name, digest in confirmed.inputs.items():
        if now.inputs.get(name, digest) != digest:
            yield f"the {name} it builds on"


def _same_commands(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> bool:
    return len(before) == len(after) and all(
        len(old) == len(new) and all(map(_same_word, old, new)) for old, new in zip(before, after, strict=True)
    )


def _same_files(before: Sequence[FileChange], after: Sequence[FileChange]) -> bool:
    return len(before) == len(after) and all(
        old == new or ("{run}" in old.path and old.what == new.what == "create" and old.diff == new.diff)
        for old, new in zip(before, after, strict=True)
    )


def _same_word(before: str, after: str) -> bool:
    if before == after:
        return True
    if "{run}" not in before:
        return False
    pattern = re.escape(before).replace(re.escape("{run}/checkpoint"), r".*/runs/run_\d+/work/.+")
    return re.fullmatch(pattern, after) is not None


def _as_step(skill: Skill[Any], args: Mapping[str, JsonValue], planned: Planned) -> Step:
    return Step(
        skill=skill.name, args=dict(args), effects=planned.effects, preview=planned.preview, inputs=dict(planned.inputs)
    )
