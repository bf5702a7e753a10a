"""Skills that are planned but not there yet: they are understood, shown in a plan, and refused when asked to run."""

from typing import Any

from contracts.errors import Refused
from contracts.names import Effect
from contracts.plan import Preview, Result
from skills.arguments import ARGUMENTS, Arguments
from skills.skill import Outlook, Planned, Skill, SkillContext

LATER: dict[str, tuple[str, str, tuple[Effect, ...]]] = {
    "discover": ("Find hosts, GPUs, keys, clouds and data.", "where are my GPUs?", ("read",)),
    "data": ("Find a dataset's format, check it, convert it.", "convert D:/dataset to COCO", ("read", "write")),
    "deploy": (
        "Export a model, check parity, benchmark, ship.",
        "deploy it to the Jetson",
        ("read", "execute", "network"),
    ),
    "rerun": ("Repeat a run, with changes if you want.", "rerun run 3 with lr=0.1", ("read", "execute")),
    "explore": ("Search for better params.", "tune lr between 1e-4 and 1e-2", ("read", "execute")),
    "watch": ("Tell you when something happens.", "tell me when it plateaus", ("write",)),
    "usage": ("Say what models have cost.", "how many tokens did I use?", ("read",)),
    "remember": ("Keep a note.", "remember that lr=3e-4 diverged", ("write",)),
    "recall": ("Find notes again.", "why did we abandon lr=3e-4?", ("read",)),
}
"""Name: what it will do, an example, its effects."""


class LaterSkill(Skill[Arguments]):
    """A skill that is not there yet."""

    def __init__(self, name: str) -> None:
        """Stand in for the skill of that name."""
        summary, example, self._effects = LATER[name]
        self.name = name  # type: ignore[misc]
        self.summary = f"(not there yet) {summary}"  # type: ignore[misc]
        self.example = example  # type: ignore[misc]
        self.arguments = ARGUMENTS[name]

    def plan(self, args: Arguments, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        said = ", ".join(f"{key}={value}" for key, value in args.model_dump(exclude_defaults=True).items())
        reason = self._reason()
        return Planned(Preview(says=f"{self.name}{f' with {said}' if said else ''}", blocked=reason), self._effects)

    def run(self, args: Any, context: SkillContext) -> Result:  # noqa: ARG002
        raise Refused(self._reason())

    def _reason(self) -> str:
        return f"`{self.name}` is understood, but not there yet in this version. Say `help` to see what is."
