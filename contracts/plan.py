"""From words to answer: the calls a planner makes, the proposal a user confirms, the answer they get."""

from typing import Any, Literal

from pydantic import JsonValue

from contracts.base import Model, digest_of
from contracts.names import Effect

RequestStatus = Literal["done", "refused", "needs_confirmation", "failed", "not_understood"]


class SkillCall(Model):
    """One step as a planner names it."""

    skill: str
    args: dict[str, JsonValue] = {}


class Plan(Model):
    """What a planner made of a request."""

    calls: tuple[SkillCall, ...] = ()
    confidence: float = 1.0
    """0 to 1; below the planner's threshold it asks instead."""
    question: str | None = None
    """What it asks where it is not sure; then there are no calls."""
    planner: Literal["rules", "llm"] = "rules"


class FileChange(Model):
    """A file that a step would write."""

    path: str
    what: Literal["create", "change", "delete"]
    diff: str | None = None


class Preview(Model):
    """Exactly what a step would do."""

    says: str
    """One line for a person."""
    commands: tuple[tuple[str, ...], ...] = ()
    """As argv. `{env}` stands for an environment and `{run}` for a run folder that an earlier step makes."""
    files: tuple[FileChange, ...] = ()
    packages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    """What would be reached: a package index, a git host."""
    cost: str | None = None
    notes: tuple[str, ...] = ()
    blocked: str | None = None
    """Why it could not run now; then the proposal cannot be confirmed."""


class Step(Model):
    """One step of a proposal."""

    skill: str
    args: dict[str, JsonValue]
    effects: tuple[Effect, ...]
    preview: Preview
    inputs: dict[str, str] = {}
    """Digests of what the step builds on: contracts, the code tree, data."""

    @property
    def acts(self) -> bool:
        """Whether it does more than read."""
        return any(effect != "read" for effect in self.effects)


class Proposal(Model):
    """What will be done, before it is done."""

    request: str
    steps: tuple[Step, ...]

    @property
    def digest(self) -> str:
        """Sha256 over every step: skill, args, effects, preview, inputs. What was confirmed is what runs."""
        return digest_of([step.to_data() for step in self.steps])

    @property
    def acts(self) -> bool:
        """Whether it needs a confirmation."""
        return any(step.acts for step in self.steps)


class Result(Model):
    """What a skill came back with."""

    skill: str
    data: dict[str, JsonValue] = {}
    text: str
    """Short text first, then the table, then what to do next; Markdown."""
    ok: bool = True
    """False: it worked, and the answer is no (a run failed, a gate refused)."""


class Answer(Model):
    """The answer to one request; `--json` prints it."""

    request: str
    planner: Literal["rules", "llm"]
    status: RequestStatus
    proposal: Proposal | None = None
    results: tuple[Result, ...] = ()
    text: str
    error: str | None = None
    elapsed_s: float

    def to_json_object(self) -> dict[str, Any]:
        """Return the object of `--batch --json`."""
        plan = self.proposal and {
            "digest": self.proposal.digest,
            "steps": [step.model_dump(mode="json", exclude={"inputs"}) for step in self.proposal.steps],
        }
        return {**self.model_dump(mode="json", exclude={"proposal"}), "plan": plan}
