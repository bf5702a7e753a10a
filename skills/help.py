"""Help: what can be done, and how to ask for it."""

from collections.abc import Mapping
from typing import Any

from contracts.errors import BadRequest
from contracts.plan import Preview, Result
from skills.arguments import ARGUMENTS, Arguments, Help
from skills.markdown import table
from skills.skill import Outlook, Planned, Skill, SkillContext

INTRODUCTION = "Ask in plain English, or with a slash command such as `/train lr=0.001`."


class HelpSkill(Skill[Help]):
    """Say what can be done."""

    name = "help"
    summary = "Say what can be done."
    example = "what can you do?"
    arguments = Help

    def __init__(self, others: Mapping[str, Skill[Any]]) -> None:
        """Take the skills to speak of, by name; the mapping may be filled later."""
        self._others = others

    def plan(self, args: Help, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        return Planned(Preview(says="say what can be done"), ("read",))

    def run(self, args: Help, context: SkillContext) -> Result:  # noqa: ARG002
        if args.topic:
            text = self._about(args.topic)
        else:
            text = "\n".join([INTRODUCTION, "", *map(_line, self._others.values())])
        return Result(skill=self.name, data={"skills": list(self._others)}, text=text)

    def _about(self, topic: str) -> str:
        name = topic.strip().lstrip("/").lower()
        skill = self._others.get(name)
        if skill is None:
            raise BadRequest(f"There is no help on {topic!r}. It is not a command. Topics: {', '.join(self._others)}.")
        rows = _arguments(ARGUMENTS[name])
        takes = table(("argument", "what it is"), rows) if rows else "It takes no arguments."
        return f"/{name}: {skill.summary}\nFor example: {skill.example}\n\n{takes}"


def _line(skill: Skill[Any]) -> str:
    return f"  /{skill.name:<9} {skill.summary}\n             {skill.example}"


def _arguments(kind: type[Arguments]) -> list[list[str]]:
    return [[name, " ".join((field.description or "").split())] for name, field in kind.model_fields.items()]
